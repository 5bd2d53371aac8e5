package parity

import (
	"context"
	"errors"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/parity"
	"github.com/wxastore/wxastore/internal/parity/twin"
)

// Commands are the commands of parity.
type Commands struct {
	Run    Run    `cmd:"" help:"Play scenarios against Weixin and against wxastore, and say in what they differ."`
	Record Record `cmd:"" help:"Play scenarios against Weixin and keep the answers without their values."`
	Verify Verify `cmd:"" help:"Compare wxastore with recordings; it asks nobody and needs no credentials."`
	Learn  Learn  `cmd:"" help:"Record twice: what differs between the two is noise, and is noted in the recording."`
	Report Report `cmd:"" help:"Say what recordings mean for the rows of docs/fidelity.md."`
}

// The exit statuses of a comparison; 1 is for what could not be run.
const (
	statusDifferent     = 2
	statusInformational = 3
)

// ended is the error of an outcome, nil where both sides are the same.
func ended(outcome parity.Outcome) error {
	switch outcome {
	case parity.Different:
		return command.StatusError{Status: statusDifferent}
	case parity.Informational:
		return command.StatusError{Status: statusInformational}
	case parity.Same:
	}
	return nil
}

// verify compares a recording with a service that is made from its facts.
func verify(ctx context.Context, r parity.Recording) (parity.Result, error) {
	known, err := parity.KnownDifferences()
	if err != nil {
		return parity.Result{}, err
	}
	other, err := twin.Start(ctx, r.Facts)
	if err != nil {
		return parity.Result{}, command.Errorf("start the service in memory: %w", err)
	}
	result, err := parity.Verify(ctx, r, other.Side, known)
	return result, errors.Join(err, other.Close())
}

// verifyAll compares recordings and returns the worst outcome.
func verifyAll(ctx context.Context, recordings []parity.Recording) (results []parity.Result, worst parity.Outcome, err error) {
	for _, r := range recordings {
		result, err := verify(ctx, r)
		if err != nil {
			return results, worst, err
		}
		results, worst = append(results, result), max(worst, result.Outcome())
	}
	return results, worst, nil
}
