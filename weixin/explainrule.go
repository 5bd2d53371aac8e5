package weixin

// explainRule explains the codes of media and of the store Mini Program.
func explainRule(c Code) Explanation {
	switch c {
	case InvalidMediaType:
		return Explanation{
			"type is missing or not one of image, voice, video and thumb.",
			"Send type in the query: ?type=image. The file's MIME type is another thing.",
		}
	case InvalidFileType:
		return Explanation{
			"The file's format is not allowed for this type of media, or its name lacks the extension of its format.",
			"Send an image as PNG, JPEG or GIF (thumb: JPEG, voice: AMR or MP3, video: MP4), with a file name such as head.png.",
		}
	case InvalidMediaSize:
		return Explanation{
			"The file is empty or larger than this type of media may be.",
			"Keep to the limits: image and video 10 MB, voice 2 MB, thumb 64 KB. Weixin's page also speaks of 2 MB for images; if a larger one is refused, scale it down.",
		}
	case InvalidImageSize:
		return Explanation{
			"The image is too large.",
			"Scale it down or compress it. Below 2 MB it is safe by every sentence of Weixin's page.",
		}
	case InvalidMediaID:
		return Explanation{
			"No temporary media of this account has this id. It may be older than 3 days, belong to another account, be that of a permanent media, or be cut off.",
			"Upload the file again with the same account and use the id that comes back.",
		}
	case MediaDataMissing:
		return Explanation{
			"The request has no file: the part is not named media, has no filename, or the multipart body is broken (a boundary in quotes, a wrong Content-Length).",
			"Send multipart/form-data with one part named media that has a filename, as `curl -F media=@head.png` does. Do not set the Content-Type by hand without its boundary.",
		}
	case MediaIDMissing:
		return Explanation{
			"The request has no media_id.",
			"Send media_id in the query, with the id that the upload returned.",
		}
	case IllegalIntro:
		return Explanation{
			"The introduction holds something that is not allowed: forbidden words, or anything false, misleading or posing as somebody else. Nothing was changed.",
			"Reword the introduction and send it again. On wxastore, the account's own list of forbidden words decides.",
		}
	case ModifyLimit:
		return Explanation{
			"This month's changes of head image and introduction are used up. Nothing was changed. Weixin does not publish the number.",
			"Wait for the next calendar month (UTC+8), and send changes together: one call can change both. On wxastore, the ceiling is set in the account's seed.",
		}
	case Verifying:
		return Explanation{
			"An application of this store Mini Program is still under review; until it is decided nothing can be changed.",
			"Wait for the result of the review and send the change again. On wxastore, reviews can be decided in the console.",
		}
	case ApplyFirst:
		return Explanation{
			"The account has no store Mini Program yet.",
			"Apply for one first (/wxa/apply_merchant) and wait until it is approved. On wxastore, the account's seed can hold an approved one. Check also that the token is of the account that you mean.",
		}
	case MediaIDInvalid:
		return Explanation{
			"The media id is not that of a temporary image that this account can use now. It is older than 3 days, was uploaded by another account, is not of type image, or belongs to a permanent media.",
			"Upload the picture again as type image with the same account, and use the new id at once.",
		}
	}
	return Explanation{}
}
