package pages

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// both returns what a difference says a text was and is.
func both(pieces []piece) (before, after string) {
	for _, p := range pieces {
		if p.Kind != "ins" && p.Kind != "after" {
			before += p.Text
		}
		if p.Kind != "del" && p.Kind != "before" {
			after += p.Text
		}
	}
	return before, after
}

func TestDifference(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ before, after, want string }{
		{"", "", ""}, {"same", "same", "same"}, {"", "新", "+新+"}, {"旧", "", "-旧-"},
		{"开业到八点", "开业到十点", "开业到-八-+十+点"},
		{"Open until eight", "Open until ten", "Open until -eight-+ten+"},
		{"一家店", "一家小店，很好", "一家+小+店+，很好+"},
	} {
		var got strings.Builder
		for _, p := range difference(c.before, c.after) {
			mark := map[string]string{"same": "", "del": "-", "ins": "+"}[p.Kind]
			got.WriteString(mark + p.Text + mark)
		}
		if got.String() != c.want {
			t.Errorf("%q to %q: %s, want %s", c.before, c.after, got.String(), c.want)
		}
	}
	if got := difference("第1915次修改:今日特价早上七点开门38元", "新品上市，欢迎光临本店各门店，营业到晚上十点"); len(got) != 2 || got[0].Kind != "before" {
		t.Errorf("distant texts have the pieces %v", got)
	}
	long := strings.Repeat("甲", 5000)
	if got := difference("A"+long+"B", "C"+strings.Repeat("乙", 5000)); len(got) > 10 {
		t.Errorf("%d pieces of long texts", len(got))
	}
}

// TestDifferenceKeepsTexts holds for any two texts that the difference has both.
func TestDifferenceKeepsTexts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.StringOfN(rapid.SampledFrom([]rune("ab 一二。\n1")), 0, 60, -1)
		before, after := texts.Draw(t, "before"), texts.Draw(t, "after")
		if b, a := both(difference(before, after)); b != before || a != after {
			t.Fatalf("%q to %q: has %q and %q", before, after, b, a)
		}
	})
}
