package weixin

// UploadImage keeps a picture for good and answers its address.
//
//fidelity:inferred uploadimage callers | every kind of account may call | the page, which is of all kinds
//fidelity:official uploadimage permission-sets | 1, 8-9, 11, 18, 37, 100 | api_uploadimage
//fidelity:official uploadimage 40005 | the content is neither JPEG nor PNG | api_uploadimage
//fidelity:inferred uploadimage 40005 | the file name has no extension of the two formats | of temporary and permanent media
//fidelity:official uploadimage 40009 | 1 MB is exceeded | api_uploadimage
//fidelity:choice uploadimage 40009 | 1 MB is 1,048,576 bytes, and exactly that is taken; also an empty picture, and one of more than 20,000 pixels a side or 50 million in all
//fidelity:inferred uploadimage 41005 | no file part, no file name, boundary in quotes, form cut off | seen on uploads of temporary media
//fidelity:missing uploadimage hotlinks | Weixin serves its pictures to browsers only on pages that it knows; here every page may show them | posts about pictures that do not show
var UploadImage = Interface[UploadImageRequest, UploadImageResponse]{Page{
	Name:           "uploadimage",
	Title:          "Upload a picture for stores and articles; it is kept, and its address is answered",
	Methods:        Methods{"POST"},
	Path:           "/cgi-bin/media/uploadimg",
	Body:           MultipartBody,
	PlainText:      true,
	MaxBody:        MaxMediaSize + 64<<10, // as for UploadTempMedia
	PermissionSets: Sets{1, 8, 9, 11, 18, 37, 100},
	Callers:        AllKinds,
	CloudCall:      "officialAccount.media.uploadImg",
	DailyLimit:     UnpublishedLimit,
	Errors:         []Code{InvalidFileType, InvalidImageSize, MediaDataMissing},
	Doc:            "https://developers.weixin.qq.com/doc/service/api/material/permanent/api_uploadimage",
}}

// UploadImageRequest is the request of UploadImage.
//
//fidelity:official uploadimage request.media | a form part with a file name | api_uploadimage
type UploadImageRequest struct {
	Media *File `form:"media" need:"41005" doc:"the file, with a file name"`
}

// UploadImageResponse is the answer of UploadImage.
//
//fidelity:official uploadimage response.url | `http://mmbiz.qpic.cn/mmbiz_png/KEY/0?wx_fmt=png`, with `jpg` and `jpeg` for a JPEG, before errcode and errmsg | api_uploadimage and examples of addresses on other pages
type UploadImageResponse struct {
	URL string `json:"url"`
	Status
}

// StoredPicture is what UploadImage takes.
//
//fidelity:official uploadimage formats | JPEG and PNG of up to 1 MB | api_uploadimage
func StoredPicture() MediaType {
	return MediaType{"picture", 1 << 20, []string{"image/png", "image/jpeg"}}
}

// PictureHost is where the addresses of pictures lead.
const PictureHost = "mmbiz.qpic.cn"

// PictureFormat is one of the formats that the address of a picture names.
type PictureFormat struct {
	// MIME is its MIME type.
	MIME string
	// Folder begins the path, Name stands in the query.
	Folder, Name string
}

// PictureFormats are those that addresses of pictures have.
func PictureFormats() []PictureFormat {
	return []PictureFormat{
		{"image/png", "/mmbiz_png/", "png"},
		{"image/jpeg", "/mmbiz_jpg/", "jpeg"},
	}
}
