package weixin

// GetTempMedia returns the bytes of a temporary media, or for a video the
// address of its bytes.
var GetTempMedia = Interface[GetTempMediaRequest, TempMedia]{Page{
	Name:           "gettempmedia",
	Title:          "Download a temporary media",
	Method:         "GET",
	Path:           "/cgi-bin/media/get",
	PermissionSets: Sets{1, 3, 8, 9, 11, 19, 30, 31, 100},
	Callers:        AllKinds,
	CloudCall:      "officialAccount.media.get",
	DailyLimit:     200_000,
	Errors:         []Code{MediaIDMissing, InvalidMediaID},
	Doc:            "https://developers.weixin.qq.com/doc/service/api/material/temporary/api_getmedia",
}}

// GetTempMediaRequest is the query of GetTempMedia.
type GetTempMediaRequest struct {
	MediaID string `query:"media_id" need:"required" doc:"the id that the upload returned"`
}

// TempMedia is the answer of GetTempMedia: raw bytes for a File, JSON for a
// VideoURL.
type TempMedia struct {
	File     *File  `json:"-"`
	VideoURL string `json:"video_url,omitempty"`
}

// Attachment returns the file that is the answer's body, or nil where the
// answer is JSON.
func (m TempMedia) Attachment() *File { return m.File }

// VideoPath is where the addresses of videos lead. Weixin has them on a host of
// their own.
const VideoPath = "/video/"
