package api

import "time"

// The operations on saved comparisons with the real Weixin, which wxastore parity makes.
//
//	curl localhost:8081/api/parity
//	curl 'localhost:8081/api/parity/20260301-101500-ab12?show=differences'
//	curl localhost:8081/api/parity/20260301-101500-ab12/report
var (
	ListParityRuns = Declare[ParityFilter, ParityRunList](Operation{
		Method: "GET", Path: "/api/parity", Doc: "List saved runs of wxastore parity, the newest first.",
	})
	ShowParityRun = Declare[ParityStepFilter, ParityRun](Operation{
		Method: "GET", Path: "/api/parity/{run}", Doc: "Show a saved run of wxastore parity: steps with both answers, differences, and rows of fidelity.md with their verdicts.",
	})
	ReportParityRun = Declare[ParityRunID, File](Operation{
		Method: "GET", Path: "/api/parity/{run}/report", Doc: "The report of a saved run of wxastore parity, in Markdown.", Media: "text/markdown",
	})
)

// ParityFilter selects runs.
type ParityFilter struct{ Page }

// ParityRunID names a run.
type ParityRunID struct {
	Run string `path:"run" arg:"" help:"The run, as list shows it."`
}

// ParityStepFilter selects steps of a run.
type ParityStepFilter struct {
	ParityRunID
	Show string `query:"show" oneof:"differences,known,same,skipped" help:"differences, known (explained) differences, the same, or skipped (not compared); all steps if it is left out."`
	Row  int    `query:"row" min:"1" help:"Steps that try a row, by its number in the run."`
	Step string `query:"step" help:"One step, as SCENARIO/STEP."`
	Page
}

// ParityRunList are runs.
type ParityRunList struct {
	Runs []ParityRunHead `json:"runs"`
	// Broken are files among them that cannot be read.
	Broken []BrokenFile `json:"broken"`
	// Folder is where they lie.
	Folder string `json:"folder"`
	// Next is the "after" of those that follow; absent if none do.
	Next string `json:"next,omitempty"`
}

// BrokenFile is a file that cannot be read.
type BrokenFile struct {
	Name string `json:"name"`
	Why  error  `json:"-"`
	// Sentence is Why in English.
	Sentence string `json:"why"`
}

// ParityRunHead is what a list shows of a run.
type ParityRunHead struct {
	ID string `json:"id"`
	// At is when it was made, Command run or verify, Level what was asked for: read, free
	// or rationed, "" for recordings that were verified.
	At        time.Time `json:"at"`
	Command   string    `json:"command"`
	Level     string    `json:"level,omitempty"`
	Scenarios []string  `json:"scenarios"`
	// Target is the host that wxastore was compared with, Recorded the day of its answers
	// and Source where they are from.
	Target   string `json:"target"`
	Recorded string `json:"recorded"`
	Source   string `json:"source"`
	// Outcome is same, informational or different.
	Outcome string         `json:"outcome"`
	Steps   ParityCounts   `json:"steps"`
	Rows    ParityVerdicts `json:"rows"`
}

// ParityCounts are how many steps ended how.
type ParityCounts struct {
	Same int `json:"same"`
	// Different have differences that break clients, Informational others alone, Known
	// those alone that are explained.
	Different     int `json:"different"`
	Informational int `json:"informational"`
	Known         int `json:"known"`
	Skipped       int `json:"skipped"`
}

// ParityVerdicts are how many rows of fidelity.md have each verdict.
type ParityVerdicts struct {
	Confirmed    int `json:"confirmed"`
	Contradicted int `json:"contradicted"`
	NotReached   int `json:"not_reached"`
}

// ParityRun is a run.
type ParityRun struct {
	ParityRunHead
	// Compared are the steps.
	Compared []ParityStep `json:"compared"`
	// Tried are the rows of fidelity.md that the steps try.
	Tried []ParityRow `json:"tried"`
	// Stale are known differences that are there no more.
	Stale []ParityKnown `json:"stale"`
	// Total is how many steps are selected. Next is the "after" of those that follow;
	// absent if none do.
	Total int    `json:"total"`
	Next  string `json:"next,omitempty"`
}

// The verdicts of a step.
const (
	ParitySame          = "same"
	ParityDifferent     = "different"
	ParityInformational = "informational"
	ParityExplained     = "known"
	ParitySkipped       = "skipped"
)

// ParityStep is a step with both answers.
type ParityStep struct {
	// N is its number in the run, Name SCENARIO/STEP.
	N       int    `json:"n"`
	Name    string `json:"name"`
	Request string `json:"request"`
	// Verdict is same, different, informational, known or skipped; then Skipped says why.
	Verdict     string             `json:"verdict"`
	Skipped     string             `json:"skipped,omitempty"`
	Weixin      *ParityAnswer      `json:"weixin,omitempty"`
	Wxastore    *ParityAnswer      `json:"wxastore,omitempty"`
	Differences []ParityDifference `json:"differences"`
	// Rows are the numbers of the rows that it tries.
	Rows []int `json:"rows"`
}

// ParityAnswer is an answer without its values: placeholders stand for them.
type ParityAnswer struct {
	Status  string         `json:"status"`
	Headers []ParityHeader `json:"headers"`
	Body    string         `json:"body"`
}

// ParityHeader is a header of an answer.
type ParityHeader struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// ParityDifference is one way in which the answers differ.
type ParityDifference struct {
	// Layer is status, header, body, code, fields, order, types, rid, texts, values, names
	// or bytes. Path is the header, or the fields that lead there.
	Layer string `json:"layer"`
	Path  string `json:"path"`
	// Weixin and Wxastore are what each has; "" for nothing.
	Weixin   string `json:"weixin"`
	Wxastore string `json:"wxastore"`
	// Breaks says that clients can fail by it, Noise that it was there between two runs
	// against Weixin.
	Breaks bool         `json:"breaks"`
	Noise  bool         `json:"noise,omitempty"`
	Known  *ParityKnown `json:"known,omitempty"`
}

// ParityKnown is a difference that is expected.
type ParityKnown struct {
	Place  string `json:"place"`
	Row    string `json:"row"`
	Reason string `json:"reason"`
	Since  string `json:"since"`
}

// ParityRow is a row of fidelity.md.
type ParityRow struct {
	// N is its number in the run.
	N       int      `json:"n"`
	Subject string   `json:"subject"`
	About   []string `json:"about"`
	What    string   `json:"what"`
	// Mark is its mark today, Verdict confirmed, contradicted or not reached.
	Mark    string `json:"mark"`
	Verdict string `json:"verdict"`
	// Steps are those that say so.
	Steps []string `json:"steps"`
}

// Explained reports whether a difference is expected.
func (d ParityDifference) Explained() bool { return d.Noise || d.Known != nil }
