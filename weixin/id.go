package weixin

import (
	"encoding/json"
	"encoding/xml"
	"math"
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

// Decimal is a number in a request, which clients send as a number or as a string.
type Decimal float64

// MarshalJSON writes a string, as the page has it.
func (d Decimal) MarshalJSON() ([]byte, error) {
	return json.Marshal(strconv.FormatFloat(float64(d), 'f', -1, 64))
}

// UnmarshalJSON reads a number, and a string that holds one. null and an empty string
// leave the number as it is.
func (d *Decimal) UnmarshalJSON(data []byte) error {
	if text := string(data); text == "null" || text == `""` {
		return nil
	}
	value, err := strconv.ParseFloat(strings.Trim(string(data), `"`), 64)
	if err == nil && (math.IsNaN(value) || math.IsInf(value, 0)) {
		err = strconv.ErrRange
	}
	if err == nil {
		*d = Decimal(value)
	}
	return err
}

// Degrees is a longitude or a latitude in an answer. It is written as a number, as in
// the pages' examples, and read also as a string, as in the tables of some pages.
type Degrees float64

// UnmarshalJSON reads a number, and a string that holds one. null and an empty string
// leave the degrees as they are.
func (d *Degrees) UnmarshalJSON(data []byte) error { return (*Decimal)(d).UnmarshalJSON(data) }

// MaybeEmpty is a number in an event, whose element real pushes had empty in place of
// 0. An empty one is read as 0.
type MaybeEmpty int

// EmptyNumber is written as an empty element.
const EmptyNumber MaybeEmpty = -1

// MarshalXML writes the number, or nothing.
func (n MaybeEmpty) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	if n == EmptyNumber {
		return e.EncodeElement("", start)
	}
	return e.EncodeElement(int(n), start)
}
