package edge

import (
	"slices"
	"strings"
)

// coordinates are the fields of answers that hold a longitude or a latitude.
func coordinates() []string { return []string{`"longitude":`, `"latitude":`, `"lng":`, `"lat":`} }

// withTextCoordinates puts quotes around the longitudes and latitudes of an answer. In
// JSON a text with a quote in it has a backslash before that, so what looks like the
// name of a field is one.
//
//fidelity:choice all text-coordinates | longitude and latitude in answers are numbers, as in the examples of the pages; for an account with `text_coordinates` they are strings, as in the pages' tables; not in search_map_poi, whose table has numbers
func withTextCoordinates(answer string) string {
	var text strings.Builder
	for {
		at := strings.Index(answer, `"l`) // as all of them begin
		if at < 0 {
			text.WriteString(answer)
			return text.String()
		}
		name := slices.IndexFunc(coordinates(), func(name string) bool { return strings.HasPrefix(answer[at:], name) })
		if name < 0 {
			at += len(`"l`)
			text.WriteString(answer[:at])
			answer = answer[at:]
			continue
		}
		at += len(coordinates()[name])
		text.WriteString(answer[:at])
		answer = answer[at:]
		end := strings.IndexAny(answer, ",}")
		if end < 0 || answer[0] == '"' || answer[0] == 'n' {
			continue // not a number
		}
		text.WriteString(`"` + answer[:end] + `"`)
		answer = answer[end:]
	}
}
