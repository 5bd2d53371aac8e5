package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/wxastoretest"
)

// TestSecretsFile reads files of secrets as spreadsheets write them, and refuses a line that
// has none, without a word of it.
func TestSecretsFile(t *testing.T) {
	const first, second = "wx2026000000000001", "wx2026000000000002"
	const secret = "0123456789abcdef0123456789abcdef"
	srv := wxastoretest.Run(t, wxastoretest.WithAccounts(
		wxastoretest.Account{AppID: first, Secret: secret, Merchant: &wxastoretest.Merchant{Nickname: "店", Intro: "x"}},
		wxastoretest.Account{AppID: second, Secret: secret, Merchant: &wxastoretest.Merchant{Nickname: "店", Intro: "x"}},
	))
	dir := t.TempDir()
	table, secrets := filepath.Join(dir, "a.csv"), filepath.Join(dir, "secrets.csv")
	if err := os.WriteFile(table, []byte("appid,intro\n"+first+",一\n"+second+",二\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		text   string
		status int
		say    string
	}{
		"lines":               {first + "," + secret + "\n" + second + "," + secret + "\n", 2, "2 to change"},
		"a mark":              {"\ufeff" + first + "," + secret + "\r\n" + second + "," + secret + "\r\n", 2, "2 to change"},
		"blanks":              {" " + first + " , " + secret + "\n\t" + second + "," + secret + "\n", 2, "2 to change"},
		"a header":            {"\ufeffAppID,AppSecret\n" + first + "," + secret + "\n" + second + "," + secret + "\n", 2, "2 to change"},
		"a header later":      {first + "," + secret + "\nappid,secret\n" + second + "," + secret + "\n", 1, "line 2 has no app id"},
		"not an app id":       {first + "," + secret + "\ngh_0123456789ab," + secret + "\n", 1, "line 2 has no app id"},
		"the secret first":    {secret + "," + first + "\n", 1, "line 1 has no app id"},
		"without a secret":    {first + ",\n", 1, "line 1 has no secret"},
		"a third field":       {first + "," + secret + ",x\n", 1, "wrong number of fields"},
		"twice":               {first + "," + secret + "\n" + first + "," + secret + "0\n", 1, "line 2 has an app id of a line before"},
		"twice, and the same": {first + "," + secret + "\n" + second + "," + secret + "\n" + first + "," + secret + "\n", 2, "2 to change"},
		"UTF-16":              {"\xff\xfew\x00x\x00", 1, "UTF-16"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(secrets, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			status, printed := runFleet(t, "plan", table, "--secrets", secrets, "--api", srv.URL, "--ledger", filepath.Join(t.TempDir(), "fleet.db"))
			if status != c.status || !strings.Contains(printed, c.say) || strings.Contains(printed, secret) {
				t.Errorf("status %d: %s", status, printed)
			}
		})
	}
}

// TestWordsFile finds a word that stands after the mark of a spreadsheet.
func TestWordsFile(t *testing.T) {
	dir := t.TempDir()
	table, words := filepath.Join(dir, "a.csv"), filepath.Join(dir, "words.txt")
	for path, text := range map[string]string{table: "appid,intro\nwx2026000000000001,最好的店\n", words: "\ufeff最好\n第一\n"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	status, printed := runFleet(t, "plan", table, "--words", words, "--offline", "--ledger", filepath.Join(dir, "fleet.db"))
	if status != 1 || !strings.Contains(printed, "intro-word") {
		t.Errorf("status %d: %s", status, printed)
	}
}
