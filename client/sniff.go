package client

import (
	"bytes"
	"net/http"
)

// sniff returns the MIME type of content. It knows the formats that Weixin
// takes beyond those of net/http.
func sniff(content []byte) string {
	switch {
	case bytes.HasPrefix(content, []byte("#!AMR")):
		return "audio/amr"
	case len(content) > 1 && content[0] == 0xff && content[1]&0xe6 == 0xe2: // MPEG frame, layer III
		return "audio/mpeg"
	}
	return http.DetectContentType(content)
}
