package weixin

import (
	"io"
	"slices"
	"strings"
	"time"
)

// TempMediaLife is how long a temporary medium can be used.
//
//fidelity:official uploadtempmedia life | 3 days | api_uploadtempmedia
const TempMediaLife = 3 * 24 * time.Hour

// UploadTempMedia stores a temporary medium and returns its id.
//
//fidelity:official uploadtempmedia daily-limit | 100,000 uploads a day | API call limits
//fidelity:official uploadtempmedia,getmedia permission-sets | 1, 3, 8-9, 11, 19, 30-31, 100 | api_uploadtempmedia; api_getmedia
//fidelity:inferred uploadtempmedia callers | every kind of account may call | the page, and its twin for Mini Programs
//fidelity:official uploadtempmedia 40004 | `type` is unknown or absent | api_uploadtempmedia
//fidelity:official uploadtempmedia 40005 | the format is not one of the type's | api_uploadtempmedia
//fidelity:observed uploadtempmedia 40005 | the file name has no extension | w7corp/easywechat#1931; of permanent media foxinmy/weixin4j#34, chanjarster/weixin-java-tools#182
//fidelity:inferred uploadtempmedia 40005 | its extension is that of no format of the type | of permanent media: fudiwei/DotNetCore.SKIT.FlurlHttpClient.Wechat#144
//fidelity:choice uploadtempmedia 40005 | an extension of another of the type's formats than the content's is taken, in any case of letters; no thread tells
//fidelity:official uploadtempmedia 40006 | larger than the type allows, or empty | general error codes; seen on uploads (community)
//fidelity:choice uploadtempmedia 40009 | an image of more than 20,000 pixels a side or 50 million in all; the code is OFFICIAL, the limit ours
//fidelity:observed uploadtempmedia 41005 | no file part, no file name, boundary in quotes, form cut off | community
var UploadTempMedia = Interface[UploadTempMediaRequest, UploadTempMediaResponse]{Page{
	Name:           "uploadtempmedia",
	Title:          "Upload a temporary image, voice, video or thumb; it lives 3 days",
	Methods:        Methods{"POST"},
	Path:           "/cgi-bin/media/upload",
	Body:           MultipartBody,
	PlainText:      true,
	MaxBody:        MaxMediaSize + 64<<10, // the parts' headers and other fields
	PermissionSets: Sets{1, 3, 8, 9, 11, 19, 30, 31, 100},
	Callers:        AllKinds,
	CloudCall:      "officialAccount.media.upload",
	DailyLimit:     100_000,
	Errors:         []Code{InvalidMediaType, InvalidFileType, InvalidMediaSize, InvalidImageSize, MediaDataMissing},
	Doc:            "https://developers.weixin.qq.com/doc/service/api/material/temporary/api_uploadtempmedia",
}}

// UploadTempMediaRequest is the request of UploadTempMedia.
//
//fidelity:official uploadtempmedia request.type | in the query | api_uploadtempmedia
//fidelity:observed uploadtempmedia request.type | or in a form field | SDKs
//fidelity:official uploadtempmedia request.media | a form part with a file name | api_uploadtempmedia
type UploadTempMediaRequest struct {
	// Type may come in the query, as the page has it, or as a form field.
	Type  string `query:"type" need:"40004" doc:"image, voice, video or thumb"`
	Media *File  `form:"media" need:"41005" doc:"the file, with a file name"`
}

// File is a file on its way: a part of a request's body or an answer's body.
type File struct {
	// Name is the file's name as its sender gave it. It never names anything
	// on the receiver's disk.
	Name string
	// ContentType is a MIME type, "" if the sender gave none.
	ContentType string
	// Size is the content's length in bytes.
	Size int64
	// Content is read once. The receiver of the File closes it.
	Content io.ReadCloser
}

// UploadTempMediaResponse is the answer of UploadTempMedia. A success has no
// errcode.
//
//fidelity:observed uploadtempmedia response.type,response.media_id,response.created_at,response.item | these, `item` empty, and no errcode; the page prints errcode 0 | real answers of 2017 and 2020 (community)
//fidelity:observed uploadtempmedia response.thumb_media_id | next to `media_id`, for a thumb | SDKs
type UploadTempMediaResponse struct {
	Type string `json:"type" vary:"no"`
	// ThumbMediaID is set for type thumb only, where older clients look for it.
	ThumbMediaID MediaID `json:"thumb_media_id,omitempty" vary:"media_id"`
	MediaID      MediaID `json:"media_id" vary:"media_id"`
	// CreatedAt is in Unix seconds.
	CreatedAt int64 `json:"created_at"`
	// Item is always empty.
	Item []struct{} `json:"item"`
}

// MediaType is one of the types of temporary media with its limits.
type MediaType struct {
	Name string
	// MaxSize is in bytes.
	MaxSize int64
	// Formats are the MIME types that the content may have.
	Formats []string
}

// TakesExtension reports whether a file of the type may have a name that ends so:
// ".png", in any case of letters.
func (t MediaType) TakesExtension(extension string) bool {
	extension = strings.ToLower(extension)
	return slices.ContainsFunc(t.Formats, func(format string) bool {
		return slices.Contains(FileExtensions(format), extension)
	})
}

// MaxMediaSize is the largest MaxSize of all media types.
const MaxMediaSize = 10 << 20

// MediaTypes returns the types that UploadTempMedia takes. The page says both
// 10 MB and 2 MB for images; this is the larger. BMP is not on this page but on
// that of permanent media.
//
//fidelity:official uploadtempmedia sizes | image 10 MB, voice 2 MB, video 10 MB, thumb 64 KB | api_uploadtempmedia
//fidelity:choice uploadtempmedia image-size | the larger of two: the same page also says 2 MB for an image
//fidelity:official uploadtempmedia formats | image PNG, JPEG, GIF; voice AMR, MP3; video MP4; thumb JPEG | api_uploadtempmedia
//fidelity:choice uploadtempmedia bmp | also BMP for an image: the page of permanent media lists it, this one does not
//fidelity:missing uploadtempmedia voice-length | a voice longer than 60 s is refused; here it is taken | api_uploadtempmedia
func MediaTypes() []MediaType {
	return []MediaType{
		{"image", MaxMediaSize, []string{"image/png", "image/jpeg", "image/gif", "image/bmp"}},
		{"voice", 2 << 20, []string{"audio/amr", "audio/mpeg"}},
		{"video", MaxMediaSize, []string{"video/mp4"}},
		{"thumb", 64 << 10, []string{"image/jpeg"}},
	}
}

// FileExtensions returns the extensions that the names of files of a format, a
// MIME type, have; the usual one comes first. There are none of a format that no
// media type takes.
func FileExtensions(format string) []string {
	switch format {
	case "image/png":
		return []string{".png"}
	case "image/jpeg":
		return []string{".jpg", ".jpeg"}
	case "image/gif":
		return []string{".gif"}
	case "image/bmp":
		return []string{".bmp"}
	case "audio/amr":
		return []string{".amr"}
	case "audio/mpeg":
		return []string{".mp3"}
	case "video/mp4":
		return []string{".mp4"}
	}
	return nil
}

// MediaTypeNamed returns the media type of a name.
func MediaTypeNamed(name string) (MediaType, bool) {
	types := MediaTypes()
	i := slices.IndexFunc(types, func(t MediaType) bool { return t.Name == name })
	if i < 0 {
		return MediaType{}, false
	}
	return types[i], true
}
