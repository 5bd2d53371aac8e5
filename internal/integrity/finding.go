package integrity

// Rule names what a finding breaks.
type Rule string

// The rules.
const (
	// ruleDatabase: the database finds itself sound, and each row can be read.
	ruleDatabase Rule = "database"
	// ruleHistory: a merchant's changes have the versions 1 to its own, each
	// begins as the one before it ended, and the last ends as the merchant is.
	ruleHistory Rule = "history"
	// ruleReference: what a row names is there.
	ruleReference Rule = "reference"
	// rulePicture: the bytes of each recorded picture are there, as many as
	// recorded and with the SHA-256 that they are kept under.
	rulePicture Rule = "picture"
)

// Finding is something that is wrong.
type Finding struct {
	Rule Rule `json:"rule"`
	// Record says of what: an app id and what else it needs, or a hash.
	Record string `json:"record"`
	// Wrong is a sentence.
	Wrong string `json:"wrong"`
}

// Counts are how much was looked at and how much of it is wrong.
type Counts struct {
	Rows     int64 `json:"rows"`
	Pictures int64 `json:"pictures"`
	Findings int64 `json:"findings"`
}
