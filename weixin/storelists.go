package weixin

import (
	"encoding/json"
)

// PicList is the pictures of a store in a request: a string that holds the JSON
// {"list":["http://…"]}, or that object itself.
type PicList string

// Pictures is the PicList of addresses, such as UploadImage answers.
func Pictures(addresses ...string) PicList {
	text, _ := json.Marshal(map[string][]string{"list": addresses}) // strings always encode
	return PicList(text)
}

// UnmarshalJSON reads a string, and an object as its text. null leaves the list as it
// is.
func (p *PicList) UnmarshalJSON(data []byte) error {
	if data[0] == '{' {
		*p = PicList(data)
		return nil
	}
	return json.Unmarshal(data, (*string)(p))
}

// Addresses are those in the list, which may be empty. Text that is not such a list is
// an error.
func (p PicList) Addresses() ([]string, error) {
	var object struct {
		List []string `json:"list"`
	}
	if err := json.Unmarshal([]byte(p), &object); err != nil {
		return nil, err
	}
	if object.List == nil {
		return nil, sentencef("its list is missing")
	}
	return object.List, nil
}
