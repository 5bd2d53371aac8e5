package meter

import "strings"

// credential reports whether a parameter of this name holds a credential. The
// name is in lower case, without _ and -. Only its end counts, so that one line
// stands for secret, app_secret and component_appsecret.
//
// This is the one list of what is masked.
func credential(name string) bool {
	for _, end := range [...]string{
		"secret",            // secret, appsecret, component_appsecret
		"token",             // access_token, component_access_token, authorizer_refresh_token, token
		"ticket",            // component_verify_ticket, ticket
		"authcode",          // auth_code, pre_auth_code
		"authorizationcode", // authorization_code
		"jscode",            // js_code
		"sessionkey",        // session_key
		"secretkey",         // secret_key
		"aeskey",            // encoding_aes_key
		"password",          // password
	} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// longestName is more than any name in credential has.
const longestName = 24

// readName reads the name at i: a run of letters, digits, _ and -, however
// they are spelled. It returns its end, which is i if there is no name, and
// whether it is a credential's.
func readName(text string, i int) (end int, secret bool) {
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
			return end, credential(string(name[:n]))
		}
		if n == len(name) { // only the end counts
			n = copy(name[:], name[longestName:])
		}
		name[n] = c
		n++
		end += width
	}
	return end, credential(string(name[:n]))
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
