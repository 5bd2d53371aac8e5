package command

import "testing"

// TestTable aligns what is Chinese, and keeps a cell on its line.
func TestTable(t *testing.T) {
	var table Table
	table.Row("ID", "NAME", "PHONE")
	table.Row("1", "示例茶馆（总店）", "020")
	table.Row("22", "a\nb\x1b[2J", "021")
	table.Row("3", "カフェ", "")
	const want = "ID  NAME              PHONE\n" +
		"1   示例茶馆（总店）  020\n" +
		"22  a b\ufffd[2J           021\n" +
		"3   カフェ\n"
	if got := table.String(); got != want {
		t.Errorf("%s\n%q\nwant\n%q", got, got, want)
	}
}
