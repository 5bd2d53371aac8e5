package journal

import "github.com/wxastore/wxastore/weixin"

// mayEnd reports whether the name of a credential, as weixin.IsCredential knows
// it, ends in a letter.
func mayEnd(letter byte) bool {
	switch letter {
	case 't', 'n', 'e', 'y', 'd':
		return true
	}
	return false
}

// lowerCase is the bit that makes a letter a small one.
const lowerCase = 'a' - 'A'

// plain reports whether a character is one of a name, as itself.
func plain(c byte) bool {
	lower := c | lowerCase
	return 'a' <= lower && lower <= 'z' || '0' <= c && c <= '9' || c == '_' || c == '-'
}

// spells reports whether another character may be spelled from here on.
func spells(c byte) bool { return c == '%' || c == '\\' }

// longestName is more than any name that weixin.IsCredential knows has.
const longestName = 24

// readName reads the name at i: a run of letters, digits, _ and -, however
// they are spelled. It returns its end, which is i if there is no name, and
// whether it is a credential's.
func readName(text string, i int) (end int, secret bool) {
	// Most names are plain and end otherwise than any credential's.
	var last byte
	for end = i; end < len(text) && plain(text[end]); end++ {
		if c := text[end]; c != '_' && c != '-' {
			last = c
		}
	}
	if (end == len(text) || !spells(text[end])) && !mayEnd(last|lowerCase) {
		return end, false
	}
	return spellName(text, i)
}

// spellName is readName for any name.
func spellName(text string, i int) (end int, secret bool) {
	var name [2 * longestName]byte
	n := 0
	for end = i; end < len(text); {
		c, width := text[end], 1
		if c == '%' || c == '\\' {
			c, width = charAt(text, end)
		}
		switch {
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
		case c == '_', c == '-':
			end += width
			continue
		default:
			return end, weixin.IsCredential(string(name[:n]))
		}
		if n == len(name) { // only the end counts
			n = copy(name[:], name[longestName:])
		}
		name[n] = c
		n++
		end += width
	}
	return end, weixin.IsCredential(string(name[:n]))
}

// namesCredential reports whether any of the names in a text is a
// credential's, as in user[secret].
func namesCredential(text string) bool {
	for i := 0; i < len(text); {
		end, secret := readName(text, i)
		if secret {
			return true
		}
		_, width := charAt(text, i)
		i = max(end, i+width)
	}
	return false
}
