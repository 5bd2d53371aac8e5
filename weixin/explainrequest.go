package weixin

// explainRequest explains the codes about how a request is made, and about how
// many there may be.
func explainRequest(c Code) Explanation {
	switch c {
	case SystemError:
		return Explanation{
			"Something failed on the server's side, or it is busy. The request itself may be right.",
			"Wait a moment and try again a few times, each time waiting longer. If it stays, look the call up by its rid.",
		}
	case OK:
		return Explanation{
			"The call succeeded.",
			"Nothing.",
		}
	case InvalidURL:
		return Explanation{
			"The server has no interface at this path.",
			"Check the path letter by letter, without a slash at its end. On wxastore: the interface may not be served yet; `wxastore interfaces` lists those that are.",
		}
	case InvalidArgs:
		return Explanation{
			"The body is JSON, but a parameter is missing or has a value that the interface does not take.",
			"Compare each parameter with the page: its name, its type, and whether it is required.",
		}
	case RequireGET:
		return Explanation{
			"The interface answers GET only.",
			"Send the request with GET and its parameters in the query.",
		}
	case RequirePOST:
		return Explanation{
			"The interface answers POST only. A redirect on the way may also have turned a POST into a GET.",
			"Send the request with POST, straight to the https address.",
		}
	case EmptyPostData:
		return Explanation{
			"The POST had no body.",
			"Send the parameters as a JSON object in the body; {} if there are none.",
		}
	case ContentTooLarge:
		return Explanation{
			"The body is larger than the server reads.",
			"Send less. Pictures belong into a media upload, not into JSON.",
		}
	case DataFormat:
		return Explanation{
			"The body is not a JSON object in UTF-8, or a field has another JSON type than the page says (a number where a string belongs). A form-encoded body gives this too.",
			"Check the bytes that are really sent: JSON, UTF-8, strings in double quotes. In a shell, put the JSON into single quotes or into a file.",
		}
	case DailyQuota:
		return Explanation{
			"The account has used up its calls of this interface for today. Calls by third-party platforms on its behalf count too.",
			"Wait until midnight in China (UTC+8), or have the quota cleared, which is possible a few times a month. Look for a loop that repeats failing calls or fetches a token for every call.",
		}
	case 45011:
		return Explanation{
			"Too many calls of this interface within a minute.",
			"Wait a minute and go on more slowly.",
		}
	}
	return Explanation{}
}
