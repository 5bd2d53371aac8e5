package weixin

// GetTempMedia returns the bytes of a temporary medium, or for a video the
// address of its bytes.
//
//fidelity:official getmedia daily-limit | 200,000 downloads a day | API call limits
//fidelity:inferred getmedia callers | every kind of account may call | the page, and its twin for Mini Programs
//fidelity:choice getmedia 43001 | also POST is refused; the page says GET, and an SDK that posts was not seen to succeed
//fidelity:official getmedia 41006 | `media_id` is absent | general error codes
//fidelity:official getmedia 40007 | unknown, expired or another account's | api_getmedia
var GetTempMedia = Interface[GetTempMediaRequest, TempMedia]{Page{
	Name:           "getmedia",
	Title:          "Download a temporary medium",
	Methods:        Methods{"GET"},
	Path:           "/cgi-bin/media/get",
	Repeatable:     true,
	PlainText:      true,
	PermissionSets: Sets{1, 3, 8, 9, 11, 19, 30, 31, 100},
	Callers:        AllKinds,
	CloudCall:      "officialAccount.media.get",
	DailyLimit:     200_000,
	Errors:         []Code{MediaIDMissing, InvalidMediaID},
	Doc:            "https://developers.weixin.qq.com/doc/service/api/material/temporary/api_getmedia",
}}

// GetTempMediaRequest is the query of GetTempMedia.
//
//fidelity:official getmedia request.media_id | in the query | api_getmedia
type GetTempMediaRequest struct {
	MediaID string `query:"media_id" need:"41006" doc:"the id that the upload returned"`
}

// TempMedia is the answer of GetTempMedia: raw bytes for a File, JSON for a
// VideoURL.
//
//fidelity:official getmedia response.video_url | alone, for a video; everything else is raw bytes | api_getmedia
type TempMedia struct {
	File     *File  `json:"-"`
	VideoURL string `json:"video_url,omitempty"`
}

// Attachment returns the file that is the answer's body, or nil where the
// answer is JSON.
func (m TempMedia) Attachment() *File { return m.File }

// VideoPath is where the addresses of videos lead. Weixin has them on a host of
// their own.
//
//fidelity:differs video download | on a host of its own | under `/video/` of the API listener | one listener
const VideoPath = "/video/"
