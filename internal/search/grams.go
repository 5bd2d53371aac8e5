package search

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// A gram stands for characters that follow each other in a text: three if the first is
// ASCII, otherwise two, because Chinese words are short; and for each single character
// that is not ASCII. It is their hash: that two sequences have the same costs time, as what
// is found is compared with the text.

const (
	asciiGram = 3
	wideGram  = 2
)

// Fold is the form in which texts are kept and compared: capitals make no difference.
func Fold(text string) string {
	return strings.ToLower(strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "\uFFFD"))
}

// Grams are the grams of folded texts, each once, in order.
func Grams(folded ...string) (all []int32) {
	for _, text := range folded {
		all = appendGrams(all, text)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Wanted are the grams by which a folded text is looked for: single characters only
// where it has nothing longer, since they are in many.
func Wanted(folded string) []int32 {
	all := Grams(folded)
	var longer []int32
	for at, r := range folded {
		if end, ok := after(folded[at:], gramSize(r)); ok {
			longer = append(longer, hash(folded[at:at+end]))
		}
	}
	if len(longer) == 0 {
		return all
	}
	slices.Sort(longer)
	return slices.Compact(longer)
}

// Rare are those of some grams that are not in more than a quarter of some texts, which
// are a sample: an index would have to go through the rest for little. Where all are in
// many texts, it is all of them.
func Rare(grams []int32, sample []string) []int32 {
	in := make(map[int32]int, len(grams))
	for _, text := range sample {
		has := Grams(text)
		for _, gram := range grams {
			if _, found := slices.BinarySearch(has, gram); found {
				in[gram]++
			}
		}
	}
	var rare []int32
	for _, gram := range grams {
		if 4*in[gram] <= len(sample) {
			rare = append(rare, gram)
		}
	}
	if len(rare) == 0 {
		return grams
	}
	return rare
}

func gramSize(first rune) int {
	if first < utf8.RuneSelf {
		return asciiGram
	}
	return wideGram
}

func appendGrams(to []int32, text string) []int32 {
	for at, r := range text {
		if r >= utf8.RuneSelf {
			to = append(to, hash(text[at:at+utf8.RuneLen(r)]))
		}
		if end, ok := after(text[at:], gramSize(r)); ok {
			to = append(to, hash(text[at:at+end]))
		}
	}
	return to
}

// after is where a number of characters ends, if there are as many.
func after(text string, characters int) (end int, ok bool) {
	for range characters {
		if end == len(text) {
			return 0, false
		}
		_, size := utf8.DecodeRuneInString(text[end:])
		end += size
	}
	return end, true
}

// hash is FNV-1a: what is kept must not change with the process.
func hash(text string) int32 {
	sum := uint32(2166136261)
	for i := range len(text) {
		sum = (sum ^ uint32(text[i])) * 16777619
	}
	return int32(sum)
}
