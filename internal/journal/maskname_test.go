package journal

import (
	"regexp"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/weixin"
)

// TestEveryCredential masks each name that weixin knows as a credential: what readName
// looks at first, its last letter and its length, fits all of them.
func TestEveryCredential(t *testing.T) {
	ends := regexp.MustCompile(`\(\?:(.+)\)$`).FindStringSubmatch(weixin.CredentialNames())
	if ends == nil {
		t.Fatalf("no names in %s", weixin.CredentialNames())
	}
	names := strings.Split(strings.ReplaceAll(ends[1], "[_-]?", ""), "|")
	if len(names) < 10 {
		t.Errorf("only the names %q", names)
	}
	for _, name := range names {
		for _, spelled := range []string{name, strings.ToUpper(name), "component_" + name, name + "_", "%" + "61_" + name} {
			if !weixin.IsCredential(strings.ReplaceAll(spelled, "%61", "a")) {
				t.Errorf("%s is not a credential", spelled)
			}
			if _, secret := readName(spelled, 0); !secret {
				t.Errorf("%s is not masked", spelled)
			}
		}
		if len(name) > longestName {
			t.Errorf("%s is longer than longestName", name)
		}
	}
}
