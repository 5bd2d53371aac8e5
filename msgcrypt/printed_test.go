package msgcrypt_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// Token and key of a cipher come into no log.
func TestCipherIsPrintedWithoutItsKey(t *testing.T) {
	c := newCipher(t, appID, token, key1)
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("made", "cipher", c)
	for _, said := range []string{log.String(), fmt.Sprintf("%v %+v %#v %s %q %x", c, c, c, c, c, c), fmt.Sprintf("%+v", *c)} {
		if strings.Contains(said, `"`+token) || strings.Contains(said, "token:") || strings.Contains(said, key1) || !strings.Contains(said, appID) {
			t.Errorf("got %s", said)
		}
	}
}
