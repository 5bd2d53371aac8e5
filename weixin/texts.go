package weixin

// Texts are errmsgs by code, without a rid.
type Texts map[Code]string

// Text returns the exact text that the interface's errmsg has for c, without a
// rid: the one that the page declares, or that of the code.
func (p Page) Text(c Code) string {
	if text, ok := p.Texts[c]; ok {
		return text
	}
	return c.Text()
}

// componentTexts returns the texts of the calls with a platform's own token.
// Where others advise to fetch a stable token, which a platform has none of,
// these were only ever seen with the text of the table.
//
//fidelity:observed getpreauthcode,getauthorizerrefreshtoken,getauthorizeraccesstoken,getauthorizerinfo,getauthorizerlist error-text | of 40001: the text of the table, without what others add | community, 2020 to 2022, of four of these calls
func componentTexts() Texts {
	return Texts{InvalidCredential: "invalid credential, access_token is invalid or not latest"}
}
