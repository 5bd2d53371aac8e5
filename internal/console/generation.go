package console

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store"
)

// generationSetting is the name by which the store keeps the generation.
const generationSetting = "console sessions"

const (
	// generationAge is how old the generation may be that a session is held to:
	// a replica learns within it of a sign-out at another.
	generationAge = time.Second
	// generationTime bounds the reading.
	generationTime = 2 * time.Second
)

// generation counts how often everybody was signed out. It only grows, here and
// in the store, so that no session comes back: neither with a restart nor with a
// reset or a restore of the state.
type generation struct {
	settings store.Settings
	log      *slog.Logger

	mu    sync.Mutex
	value uint64
	read  time.Time
}

func newGeneration(settings store.Settings, log *slog.Logger) *generation {
	return &generation{settings: settings, log: log}
}

// CheckSetting returns what is wrong with a setting, if it is the console's.
func CheckSetting(name string, value []byte) error {
	if name != generationSetting {
		return nil
	}
	_, err := parseGeneration(value)
	return err
}

func parseGeneration(value []byte) (uint64, error) {
	n, err := strconv.ParseUint(string(value), 10, 64)
	if err != nil {
		return 0, said.Errorf("the generation of the console's sessions: %w", err)
	}
	return n, nil
}

// current is the generation whose sessions are good. While the store cannot be
// read, it is the one that was read last.
func (g *generation) current(ctx context.Context) uint64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	if time.Since(g.read) < generationAge {
		return g.value
	}
	if err := g.update(ctx); err != nil {
		g.log.Warn("console: sign-outs at other replicas cannot be read", "error", err)
	}
	g.read = time.Now()
	return g.value
}

// update takes what the store has, and gives it what it has lost.
func (g *generation) update(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), generationTime)
	defer cancel()
	var kept uint64
	text, err := g.settings.Setting(ctx, generationSetting)
	if err == nil {
		kept, err = parseGeneration(text)
	} else if errors.Is(err, store.ErrNotFound) {
		err = nil
	}
	switch {
	case err != nil:
		return err
	case kept < g.value:
		return g.keep(ctx, g.value)
	}
	g.value = kept
	return nil
}

func (g *generation) keep(ctx context.Context, value uint64) error {
	return g.settings.PutSetting(ctx, generationSetting, strconv.AppendUint(nil, value, 10))
}

// end ends the current sessions, also at the other replicas.
func (g *generation) end(ctx context.Context) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	err := g.update(ctx)
	g.value++ // here in any case
	if err == nil {
		err = g.keep(ctx, g.value)
	}
	if err != nil {
		return said.Errorf("signed out here, but other replicas do not know: %w", err)
	}
	return nil
}
