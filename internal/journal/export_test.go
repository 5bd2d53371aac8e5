package journal

import "context"

// What tests in package journal_test see of the package's own.
const (
	BatchCalls  = batchCalls
	BatchWait   = batchWait
	BufferCalls = bufferCalls
	RecordWait  = recordWait
	LogEvery    = logEvery
)

// Knowing masks credentials.
type Knowing = knowing

// NewKnowing asks which words are secrets.
func NewKnowing(secrets KnownSecrets) *Knowing { return &knowing{secrets: secrets} }

// MaskAll masks entries.
func (k *knowing) MaskAll(t interface{ Context() context.Context }, entries []Entry) {
	k.maskAll(t.Context(), entries)
}

// Noted is how many words wait to be asked about.
func (k *knowing) Noted() int { return len(k.words) + len(k.index) }

// Parts of masking.
var (
	Leak       = leak
	Letter     = letter
	Shaped     = shaped
	SpelledOut = spelledOut
)
