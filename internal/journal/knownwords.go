package journal

import "strings"

const (
	// shortestSecret is how long a secret must be to be found by its value.
	// Shorter ones are found by the names of parameters only: too much else is as
	// short.
	shortestSecret = 12
	// hexSecret is how long the app secrets are that Weixin and the service make.
	hexSecret = 32
	// mostHex bounds the runs of hex digits in which one is looked for at each
	// place.
	mostHex = 128
	// tokenRest is less than an access token has after its first underscore, and
	// more than a media id has.
	tokenRest = 100
)

// runs reports whether a character may be one of a secret, or of its spelling. An
// = may only end one.
func runs(c byte) bool {
	switch c {
	case '+', '/', '.', '~', '@', '!', '$', '*', '%', '\\':
		return true
	}
	return plain(c)
}

// eachRun visits the runs of such characters that are long enough, in their
// order. It looks at every twelfth character of the rest.
func eachRun(text string, visit func(from, to int)) {
	done := 0
	for i := shortestSecret - 1; i < len(text); i += shortestSecret {
		if !runs(text[i]) {
			continue
		}
		from, to := i, i+1
		for from > done && runs(text[from-1]) {
			from--
		}
		for to < len(text) && runs(text[to]) {
			to++
		}
		for n := 0; n < 2 && to < len(text) && text[to] == '='; n++ {
			to++
		}
		if to-from >= shortestSecret {
			visit(from, to)
		}
		done, i = to, to-1
	}
}

// spelledOut is a run with its escapes read.
func spelledOut(run string) string {
	if strings.IndexByte(run, '%') < 0 && strings.IndexByte(run, '\\') < 0 {
		return run
	}
	out := make([]byte, 0, len(run))
	for i := 0; i < len(run); {
		c, width := charAt(run, i)
		out = append(out, c)
		i += width
	}
	return string(out)
}

// shaped returns where in a run a credential begins that the service knows by its
// shape, -1 if there is none: an access token, or a code such as ticket@@@….
func shaped(run string) int {
	if at := strings.Index(run, "@@@"); at >= 0 && len(run)-at > shortestSecret {
		for at > 0 && plain(run[at-1]) {
			at--
		}
		return at
	}
	for at := 0; len(run)-at > len("85_")+tokenRest; at++ {
		if !digit(run[at]) || !digit(run[at+1]) || run[at+2] != '_' {
			continue
		}
		end := at + len("85_")
		for end < len(run) && plain(run[end]) {
			end++
		}
		if end-at > tokenRest {
			return at
		}
	}
	return -1
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

// eachWord visits the words of a run that may be secrets: what has the signs of
// a secret, what stands between other signs than _ and -, what stands between any
// signs, and of hex digits any that are as many as a secret has.
func eachWord(run string, visit func(from, to int)) {
	eachPart(run, 0, len(run), signs, func(from, to int) {
		end := to
		for ; end < len(run) && end < to+2 && run[end] == '='; end++ {
		}
		for ; end >= to; end-- { // with as many = as there are, or fewer
			visit(from, end)
		}
		all := to - from
		eachPart(run, from, to, plain, func(from, to int) {
			if to-from != all {
				visit(from, to)
			}
			part := to - from
			eachPart(run, from, to, letter, func(from, to int) {
				if to-from != part {
					visit(from, to)
				}
				if to-from < hexSecret {
					return
				}
				eachPart(run, from, to, hexLetter, func(from, to int) {
					for i := from; to-from <= mostHex && i+hexSecret <= to; i++ {
						visit(i, i+hexSecret)
					}
				})
			})
		})
	})
}

// signs reports whether a character may be one of a secret.
func signs(c byte) bool { return runs(c) && c != '%' && c != '\\' }

// eachPart visits the parts of text[i:end] that are of some characters and long
// enough.
func eachPart(text string, i, end int, of func(byte) bool, visit func(from, to int)) {
	for i < end {
		to := i
		for to < end && of(text[to]) {
			to++
		}
		if to-i >= shortestSecret {
			visit(i, to)
		}
		i = to + 1
	}
}

func letter(c byte) bool { return plain(c) && c != '_' && c != '-' }

func hexLetter(c byte) bool { return digit(c) || 'a' <= c && c <= 'f' }
