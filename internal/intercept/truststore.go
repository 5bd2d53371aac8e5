package intercept

import (
	"crypto/sha1"
	"encoding/binary"
	"fmt"
	"time"
	"unicode/utf16"
)

// TrustStorePassword guards nothing, for a trust store holds no secret; Java
// asks for one all the same.
const TrustStorePassword = "changeit"

// trustStore returns the certificates as a Java key store. The old form, JKS,
// is read by every Java and can be written in a few lines, which PKCS#12
// cannot.
func trustStore(certificates [][]byte, made time.Time) []byte {
	const magic, version, trustedCertificate = 0xFEEDFEED, 2, 2
	store := binary.BigEndian.AppendUint32(nil, magic)
	store = binary.BigEndian.AppendUint32(store, version)
	store = binary.BigEndian.AppendUint32(store, uint32(len(certificates)))
	text := func(s string) {
		store = binary.BigEndian.AppendUint16(store, uint16(len(s)))
		store = append(store, s...)
	}
	for i, der := range certificates {
		store = binary.BigEndian.AppendUint32(store, trustedCertificate)
		text(fmt.Sprintf("root%d", i))
		store = binary.BigEndian.AppendUint64(store, uint64(made.UnixMilli()))
		text("X.509")
		store = binary.BigEndian.AppendUint32(store, uint32(len(der)))
		store = append(store, der...)
	}
	sum := sha1.New() // as the form prescribes
	for _, unit := range utf16.Encode([]rune(TrustStorePassword)) {
		sum.Write(binary.BigEndian.AppendUint16(nil, unit))
	}
	sum.Write([]byte("Mighty Aphrodite"))
	sum.Write(store)
	return sum.Sum(store)
}
