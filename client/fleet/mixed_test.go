package fleet_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/client/fleet/input"
)

// TestMixedRows plans tables of stores in which one row has no store_key: that row is
// blocked, whichever account it is of and wherever it stands, and the others are planned.
func TestMixedRows(t *testing.T) {
	picture := writePNG(t, 1)
	const store, merchant = "wx2026000000000001", "wx2026000000000002"
	csv := "appid,phone,licence,pictures,map_poi_id,store_key\n"
	first, second := store+",020-1,22883878-0,head.png,7,a\n", store+",020-1,22883878-0,head.png,8,b\n"
	jsonl := `{"appid":"` + store + `","phone":"020-1","licence":"22883878-0","pictures":"head.png","map_poi_id":"7","store_key":"a"}` + "\n"
	yaml := "- {appid: " + store + ", phone: 020-1, licence: 22883878-0, pictures: head.png, map_poi_id: 7, store_key: a}\n"
	for name, c := range map[string]struct {
		file, text string
		want       int
	}{
		"CSV, a short row":                  {"a.csv", csv + first + store + ",020-2\n" + second, 2},
		"CSV, a short row of another":       {"a.csv", csv + first + merchant + ",020-2\n", 1},
		"JSON, a row without store_key":     {"a.jsonl", jsonl + `{"appid":"` + store + `","intro":"x"}` + "\n", 1},
		"JSON, the first without store_key": {"a.jsonl", `{"appid":"` + store + `","intro":"x"}` + "\n" + jsonl, 1},
		"JSON, one of another account":      {"a.jsonl", jsonl + `{"appid":"` + merchant + `","intro":"x"}` + "\n", 1},
		"YAML, a row without store_key":     {"a.yaml", yaml + "- {appid: " + store + ", intro: x}\n", 1},
		"YAML, one of another account":      {"a.yaml", "- {appid: " + merchant + ", intro: x}\n" + yaml, 1},
	} {
		t.Run(name, func(t *testing.T) {
			dir, ledger := t.TempDir(), newLedger(t)
			for file, text := range map[string]string{c.file: c.text, "head.png": readFile(t, picture)} {
				if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			p := planner(ledger, accountsAt(t, "http://127.0.0.1:1"))
			p.Offline, p.Pictures.Folder = true, dir
			source := fleet.Source{Format: input.Format(c.file), Path: filepath.Join(dir, c.file), Folder: dir}
			listed := input.Options{Listed: func(string) bool { return true }}
			plan := makePlan(t, p, input.Read(t.Context(), source, listed))
			counts := plan.Counts()
			if plan.Kind != fleet.OfStores || counts[fleet.Block] != 1 || len(plan.Steps) != c.want+1 {
				t.Fatalf("%q, %v, %+v", plan.Kind, counts, plan.Groups())
			}
			for _, s := range plan.Steps {
				if s.Action == fleet.Block && s.Blockers[0].Reason != fleet.NoStoreKey {
					t.Errorf("line %d: %+v", s.Desired.Line, s.Blockers)
				}
			}
		})
	}
}

// TestGarbledText blocks an introduction in which a character could not be read.
func TestGarbledText(t *testing.T) {
	for name, text := range map[string]string{
		"half a pair of surrogates": `{"appid":"wx2026000000000001","intro":"a \ud83d b"}` + "\n",
		"bytes of another charset":  "appid,intro\nwx2026000000000001,\xb9\xe3\n",
	} {
		format := "csv"
		if text[0] == '{' {
			format = "jsonl"
		}
		path := filepath.Join(t.TempDir(), "a."+format)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		p := planner(newLedger(t), nil)
		p.Offline = true
		plan := makePlan(t, p, input.Read(t.Context(), fleet.Source{Format: format, Path: path}, input.Options{}))
		if g := plan.Groups(); len(g) != 1 || g[0].Reason != fleet.IntroText {
			t.Errorf("%s: %+v", name, g)
		}
	}
}
