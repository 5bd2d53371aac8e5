package weixin

import (
	"encoding/json"
	"strconv"
	"strings"
)

// ID is an id in a request, which clients send as a string or as a number. Ids
// have up to 19 digits, so a number is kept as its text.
type ID string

// UnmarshalJSON reads a string, and a number as its decimal text. null leaves the
// id as it is.
func (id *ID) UnmarshalJSON(data []byte) error {
	switch c := data[0]; {
	case c == '-' || '0' <= c && c <= '9':
		*id = ID(data)
		return nil
	case string(data) == `""`: // most calls leave ids empty
		*id = ""
		return nil
	}
	return json.Unmarshal(data, (*string)(id))
}

// Int is a whole number in a request, which clients send as a number or as a
// string.
type Int int64

// UnmarshalJSON reads a number, and a string that holds one. null and an empty
// string leave the number as it is.
func (n *Int) UnmarshalJSON(data []byte) error {
	if text := string(data); text == "null" || text == `""` {
		return nil
	}
	value, err := strconv.ParseInt(strings.Trim(string(data), `"`), 10, 64)
	if err == nil {
		*n = Int(value)
	}
	return err
}
