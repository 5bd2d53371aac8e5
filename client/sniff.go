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

// extension returns the usual file extension of a format that Weixin takes,
// and "" for others.
func extension(contentType string) string {
	switch contentType {
	case "image/png":
		return ".png"
	case "image/jpeg":
		return ".jpg"
	case "image/gif":
		return ".gif"
	case "image/bmp":
		return ".bmp"
	case "audio/amr":
		return ".amr"
	case "audio/mpeg":
		return ".mp3"
	case "video/mp4":
		return ".mp4"
	}
	return ""
}
