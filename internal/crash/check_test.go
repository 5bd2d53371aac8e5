package crash

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"math"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// records is what the checker reads of the database.
type records interface {
	Merchant(ctx context.Context, appID string) (store.Merchant, error)
	History(ctx context.Context, appID string, after int64, limit int) ([]store.Change, error)
	Medium(ctx context.Context, appID, id string) (store.Medium, error)
	HasBlob(ctx context.Context, h store.Hash) (bool, error)
	IntegrityCheck(ctx context.Context) error
}

// blobs is what the checker reads of the media.
type blobs interface {
	Open(ctx context.Context, h store.Hash) (io.ReadSeekCloser, error)
}

// checker compares the state that a stopped service left with a ledger.
type checker struct {
	records records
	blobs   blobs
	ledger  *ledger
	// answered says that nobody was cut off: a change without an answer must
	// not have happened.
	answered bool

	// seen holds the intros that are in the history, pictures whatever is named
	// anywhere.
	seen     map[string]bool
	pictures map[store.Hash]bool
	faults   []string
}

// check returns what is wrong with the state.
func (c *checker) check(ctx context.Context) []string {
	c.seen, c.pictures, c.faults = make(map[string]bool), make(map[store.Hash]bool), nil
	if err := c.records.IntegrityCheck(ctx); err != nil {
		c.fault("database: %v", err)
		return c.faults
	}
	for appID, seeded := range c.ledger.shops {
		if err := c.shop(ctx, appID, seeded); err != nil {
			c.fault("%s: %v", appID, err)
		}
	}
	for intro, change := range c.ledger.changes {
		if change.acknowledged && !c.seen[intro] {
			c.fault("%s: the acknowledged change to %q is lost", change.appID, intro)
		}
		if !change.acknowledged && c.answered && c.seen[intro] {
			c.fault("%s: the change to %q happened and was not answered", change.appID, intro)
		}
	}
	for _, u := range c.ledger.uploads {
		c.upload(ctx, u)
	}
	for h := range c.pictures {
		if err := c.picture(ctx, h); err != nil {
			c.fault("picture %s: %v", h, err)
		}
	}
	return c.faults
}

func (c *checker) fault(format string, args ...any) {
	c.faults = append(c.faults, fmt.Sprintf(format, args...))
}

// shop follows the history of one store Mini Program from its seed to its
// present state.
func (c *checker) shop(ctx context.Context, appID string, seeded shop) error {
	m, err := c.records.Merchant(ctx, appID)
	if err != nil {
		return err
	}
	history, err := c.records.History(ctx, appID, 0, math.MaxInt32)
	if err != nil {
		return err
	}
	state, month := seeded, 0
	last := make(map[int]int) // the last change of each client
	c.name(seeded.picture)
	for i, row := range history {
		if row.Version != int64(i+1) {
			c.fault("%s: row %d of the history has version %d", appID, i+1, row.Version)
		}
		if before := (shop{row.BeforeIntro, row.BeforeHeadimg}); before != state {
			c.fault("%s: version %d changed %v, but it was %v", appID, row.Version, before, state)
		}
		c.row(row, last)
		state = shop{row.AfterIntro, row.AfterHeadimg}
		if weixin.Month(row.At) == m.Month {
			month++
		}
	}
	if now := (shop{m.Intro, m.Headimg}); now != state {
		c.fault("%s: it is %v, but its history ends with %v", appID, now, state)
	}
	if m.Version != int64(len(history)) {
		c.fault("%s: it has version %d and %d rows of history", appID, m.Version, len(history))
	}
	if m.MonthChanges != month {
		c.fault("%s: it counts %d changes in %s, the history has %d", appID, m.MonthChanges, m.Month, month)
	}
	c.name(m.Headimg)
	return nil
}

// row checks one row of history against the call that made it. last has the
// number of the newest change of each client so far: a client waits for an
// answer before it goes on, so its changes must stand in their order.
func (c *checker) row(row store.Change, last map[int]int) {
	asked, ok := c.ledger.changes[row.AfterIntro]
	switch {
	case !ok || asked.appID != row.AppID:
		c.fault("%s: nobody asked for version %d, %q", row.AppID, row.Version, row.AfterIntro)
		return
	case c.seen[row.AfterIntro]:
		c.fault("%s: version %d makes the change to %q again", row.AppID, row.Version, row.AfterIntro)
		return
	}
	c.seen[row.AfterIntro] = true
	picture := asked.picture
	if picture.IsZero() {
		picture = row.BeforeHeadimg
	}
	if row.AfterHeadimg != picture {
		c.fault("%s: version %d has picture %s, asked for was %s", row.AppID, row.Version, row.AfterHeadimg, picture)
	}
	if row.Caller != row.AppID || row.RID == "" || row.At.IsZero() {
		c.fault("%s: version %d is by %q in call %q at %v", row.AppID, row.Version, row.Caller, row.RID, row.At)
	}
	if asked.number <= last[asked.client] {
		c.fault("%s: version %d is older than another change of the same client before it", row.AppID, row.Version)
	}
	last[asked.client] = asked.number
	c.name(row.AfterHeadimg)
}

// name notes that something names the picture.
func (c *checker) name(picture store.Hash) {
	if !picture.IsZero() {
		c.pictures[picture] = true
	}
}

func (c *checker) upload(ctx context.Context, u upload) {
	m, err := c.records.Medium(ctx, u.appID, u.mediaID)
	switch {
	case err != nil:
		c.fault("%s: the acknowledged upload %.8s… is lost: %v", u.appID, u.mediaID, err)
	case m.Blob != u.picture:
		c.fault("%s: upload %.8s… has picture %s, sent was %s", u.appID, u.mediaID, m.Blob, u.picture)
	}
	c.name(u.picture)
}

// picture reads the bytes of a picture.
func (c *checker) picture(ctx context.Context, h store.Hash) error {
	known, err := c.records.HasBlob(ctx, h)
	if err == nil && !known {
		err = fmt.Errorf("not recorded: %w", store.ErrNotFound)
	}
	if err != nil {
		return err
	}
	content, err := c.blobs.Open(ctx, h)
	if err != nil {
		return err
	}
	defer content.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, content); err != nil {
		return err
	}
	if got := store.Hash(sum.Sum(nil)); got != h {
		return fmt.Errorf("its bytes hash to %s", got)
	}
	return nil
}
