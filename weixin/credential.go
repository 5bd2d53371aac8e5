package weixin

import "strings"

// IsCredential reports whether a parameter, field or element of this name holds
// a credential. Only its end counts, so secret also stands for appsecret and
// component_appsecret; case, _ and - do not. This is the one list of what is
// kept out of errors, logs and journals.
func IsCredential(name string) bool {
	for name != "" && separates(name[len(name)-1]) {
		name = name[:len(name)-1]
	}
	if name == "" {
		return false
	}
	last := name[len(name)-1] | smallLetter
	for _, end := range credentialEnds() {
		if end[len(end)-1] == last && endsIn(name, end) {
			return true
		}
	}
	return false
}

func separates(c byte) bool { return c == '_' || c == '-' }

// smallLetter is the bit that makes a letter a small one.
const smallLetter = 'a' - 'A'

func credentialEnds() [10]string {
	return [...]string{
		"secret",            // secret, appsecret, component_appsecret
		"ticket",            // component_verify_ticket
		"token",             // access_token, component_access_token, authorizer_refresh_token
		"authcode",          // auth_code, pre_auth_code
		"authorizationcode", // authorization_code
		"jscode",            // js_code
		"sessionkey",        // session_key
		"secretkey",         // secret_key
		"aeskey",            // encoding_aes_key
		"password",
	}
}

// endsIn reports whether a name ends in small letters, whatever its case, with
// _ and - left out.
func endsIn(name, end string) bool {
	i := len(name)
	for j := len(end) - 1; j >= 0; j-- {
		for i > 0 && separates(name[i-1]) {
			i--
		}
		if i == 0 || name[i-1]|smallLetter != end[j] {
			return false
		}
		i--
	}
	return true
}

// CredentialNames is a regular expression of the names that IsCredential knows,
// with what may stand before them; it is to be matched whatever the case.
func CredentialNames() string {
	var b strings.Builder
	for i, end := range credentialEnds() {
		if i > 0 {
			b.WriteByte('|')
		}
		b.WriteString(strings.Join(strings.Split(end, ""), "[_-]?"))
	}
	return "[a-z_-]*(?:" + b.String() + ")"
}
