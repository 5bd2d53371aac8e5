package store

import "context"

// Secrets is the port for a module that must not keep a secret that others sent.
type Secrets interface {
	// SecretsAmong returns which of some texts are secrets: an app secret, by its
	// hash, or what events to a third-party platform are signed and encrypted with.
	// hashes are those of the texts, in their order, and so is what it returns.
	SecretsAmong(ctx context.Context, texts []string, hashes []Hash) ([]bool, error)
}
