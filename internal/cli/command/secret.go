package command

// Secret is the value of a flag that no print or log shows: it lies behind a
// pointer.
type Secret struct{ secret *string }

// NewSecret makes a text a Secret.
func NewSecret(text string) Secret { return Secret{&text} }

// Reveal returns the text, "" if there is none.
func (s Secret) Reveal() string {
	if s.secret == nil {
		return ""
	}
	return *s.secret
}
