package fleet

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash"
	"io"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/wxastore/wxastore/internal/said"
)

const (
	// maxPlanLine limits a line of a plan, in bytes.
	maxPlanLine = 1 << 20
	// stepsAtOnce is how many lines are decoded together.
	stepsAtOnce = 500
)

// ReadPlan reads a saved plan. One that was cut or edited is refused.
func ReadPlan(r io.Reader) (*Plan, error) {
	plan, _, err := readPlan(r, func(line []byte, s *Step) error { return json.Unmarshal(line, s) })
	return plan, err
}

// Outline reads a saved plan as ReadPlan does, in less time and memory: of each step what
// Plan.Counts, Plan.Cost and Plan.Groups look at. lines are where the steps' lines begin
// in the file, and where the last one ends.
func Outline(r io.Reader) (plan *Plan, lines []int64, err error) {
	return readPlan(r, func(line []byte, s *Step) error {
		var part struct {
			Action  Action `json:"action"`
			Desired struct {
				Picture string `json:"picture"`
			} `json:"desired"`
			Bytes    int64     `json:"bytes"`
			Blockers []Blocker `json:"blockers"`
			Calls    []string  `json:"calls"`
		}
		if err := json.Unmarshal(line, &part); err != nil {
			return err
		}
		s.Action, s.Desired.Picture, s.Bytes, s.Blockers, s.Calls = part.Action, part.Desired.Picture, part.Bytes, part.Blockers, part.Calls
		return nil
	})
}

// readPlan reads a plan, and lets decode read the lines of its steps, several at a time.
func readPlan(r io.Reader, decode func(line []byte, s *Step) error) (*Plan, []int64, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), maxPlanLine)
	sum := sha256.New()
	var header planHeader
	if !lines.Scan() || json.Unmarshal(lines.Bytes(), &header) != nil || header.Form == 0 {
		return nil, nil, said.Errorf("it is not a plan: make one with wxastore fleet plan --out")
	}
	if header.Form != planForm {
		return nil, nil, said.Errorf("the plan has form %d, and this build reads %d: plan again", header.Form, planForm)
	}
	hashLine(sum, lines.Bytes())
	reading := reading{decode: decode, lines: []int64{int64(len(lines.Bytes())) + 1}}
	reading.group.SetLimit(runtime.GOMAXPROCS(0))
	end, err := reading.scan(lines, sum)
	if decodeErr := reading.group.Wait(); decodeErr != nil {
		return nil, nil, decodeErr
	}
	if err != nil {
		return nil, nil, err
	}
	plan := header.Plan
	plan.Hash = hex.EncodeToString(sum.Sum(nil))
	if end != plan.Hash {
		return nil, nil, said.Errorf("the plan was edited after it was made: correct the input and plan again")
	}
	plan.Steps = slices.Concat(reading.parts...)
	return &plan, reading.lines, nil
}

// reading is the steps of a plan that is read.
type reading struct {
	decode func(line []byte, s *Step) error
	group  errgroup.Group
	// lines are where the lines of the steps begin, and where the last one ends.
	lines []int64
	parts [][]Step
}

// scan reads up to the last line, and returns the hash in that.
func (r *reading) scan(lines *bufio.Scanner, sum hash.Hash) (string, error) {
	var text []byte
	var ends []int
	flush := func() {
		r.part(text, ends)
		text, ends = make([]byte, 0, len(text)), nil
	}
	for lines.Scan() {
		line := lines.Bytes()
		if bytes.HasPrefix(line, []byte(`{"sha256":`)) {
			flush()
			var end planEnd
			_ = json.Unmarshal(line, &end) // then it differs
			return end.SHA256, nil
		}
		hashLine(sum, line)
		r.lines = append(r.lines, r.lines[len(r.lines)-1]+int64(len(line))+1)
		text = append(text, line...)
		if ends = append(ends, len(text)); len(ends) == stepsAtOnce {
			flush()
		}
	}
	flush()
	if err := lines.Err(); err != nil {
		return "", err
	}
	return "", said.Errorf("the plan was cut: its last line is missing; plan again")
}

// part decodes lines, while others are read.
func (r *reading) part(text []byte, ends []int) {
	steps, first := make([]Step, len(ends)), len(r.lines)-len(ends)
	r.parts = append(r.parts, steps)
	r.group.Go(func() error {
		begin := 0
		for i, end := range ends {
			if err := r.decode(text[begin:end], &steps[i]); err != nil {
				return said.Errorf("line %d of the plan cannot be read: plan again", first+i+1)
			}
			begin = end
		}
		return nil
	})
}

func hashLine(sum hash.Hash, line []byte) {
	_, _ = sum.Write(line) // it never fails
	_, _ = sum.Write([]byte{'\n'})
}
