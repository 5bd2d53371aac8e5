package msgcrypt_test

import (
	"fmt"
	"io"
	"log"
	"net/http"

	"github.com/wxastore/wxastore/msgcrypt"
)

// A platform opens what is pushed to its address for authorization events.
func Example() {
	cipher, err := msgcrypt.New("wxc0123456789abcdef", "token", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG")
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("POST /events", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, msgcrypt.MaxBody))
		if err != nil {
			return
		}
		q := r.URL.Query()
		event, err := cipher.Open(q.Get("msg_signature"), q.Get("timestamp"), q.Get("nonce"), body)
		if err != nil {
			http.Error(w, "refused", http.StatusForbidden) // and no word of why
			return
		}
		log.Printf("%s", event)
		io.WriteString(w, "success")
	})
}

func ExampleCipher_Open() {
	cipher, err := msgcrypt.New("wxb11529c136998cb6", "pamtest", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG")
	if err != nil {
		log.Fatal(err)
	}
	sealed, err := cipher.Seal([]byte("<xml><InfoType>unauthorized</InfoType></xml>"), "1409304348", "xxxxxx")
	if err != nil {
		log.Fatal(err)
	}
	body, err := sealed.ForComponent()
	if err != nil {
		log.Fatal(err)
	}
	event, err := cipher.Open(sealed.MsgSignature, "1409304348", "xxxxxx", body)
	fmt.Printf("%s %v\n", event, err)
	_, err = cipher.Open(sealed.MsgSignature, "1409304349", "xxxxxx", body)
	fmt.Println(err)
	// Output:
	// <xml><InfoType>unauthorized</InfoType></xml> <nil>
	// msgcrypt: the signature is wrong
}
