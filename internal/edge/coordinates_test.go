package edge

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestTextCoordinates puts quotes around coordinates, and nothing else.
func TestTextCoordinates(t *testing.T) {
	t.Parallel()
	for before, want := range map[string]string{
		`{"errcode":0}`: `{"errcode":0}`,
		`{"longitude":113.3,"latitude":-23,"x":[{"location":{"lat":1e-7,"lng":0}}]}`:     `{"longitude":"113.3","latitude":"-23","x":[{"location":{"lat":"1e-7","lng":"0"}}]}`,
		`{"name":"\"longitude\":1,","longitude":"1","latitude":null,"lat":5}`:            `{"name":"\"longitude\":1,","longitude":"1","latitude":null,"lat":"5"}`,
		`{"name":"longitude","a":{"telephone":"\"lat\":2"},"latitude":2,"address":",}"}`: `{"name":"longitude","a":{"telephone":"\"lat\":2"},"latitude":"2","address":",}"}`,
	} {
		if got := withTextCoordinates(before); got != want || !json.Valid([]byte(got)) {
			t.Errorf("%s becomes %s, want %s", before, got, want)
		}
	}
}

// BenchmarkTextCoordinates goes through an answer as long as that of get_district.
func BenchmarkTextCoordinates(b *testing.B) {
	answer := `{"result":[` + strings.Repeat(`{"id":"110101","fullname":"东城区","location":{"lat":39.9,"lng":116.4}},`, 3400) + `{}]}`
	for b.Loop() {
		withTextCoordinates(answer)
	}
}
