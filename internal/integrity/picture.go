package integrity

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"github.com/wxastore/wxastore/internal/store"
)

// pictures checks the bytes of recorded blobs.
type pictures struct {
	records Records
	blobs   store.Blobs
	// quick looks only whether they are there.
	quick  bool
	report func(Finding) error
}

func (p *pictures) next(ctx context.Context, b store.RecordedBlob) error {
	wrong, err := p.look(ctx, b)
	if err != nil {
		return fmt.Errorf("picture %s: %w", b.Hash, err)
	}
	if wrong == "" {
		return nil
	}
	// A service may have collected it meanwhile.
	recorded, err := p.records.HasBlob(ctx, b.Hash)
	if err != nil || !recorded {
		return err
	}
	return p.report(Finding{rulePicture, b.Hash.String(), wrong})
}

// look says what is wrong, "" if nothing is.
func (p *pictures) look(ctx context.Context, b store.RecordedBlob) (wrong string, err error) {
	const missing = "its bytes are missing"
	if p.quick {
		there, err := p.blobs.Has(ctx, b.Hash)
		if err == nil && !there {
			wrong = missing
		}
		return wrong, err
	}
	content, err := p.blobs.Open(ctx, b.Hash)
	if errors.Is(err, store.ErrNotFound) {
		return missing, nil
	}
	if damage, ok := errors.AsType[store.Damage](err); ok {
		return damage.Error(), nil
	}
	if err != nil {
		return "", err
	}
	defer content.Close()
	sum := sha256.New()
	size, err := io.Copy(sum, content)
	switch {
	case err != nil:
		return "", err
	case store.Hash(sum.Sum(nil)) != b.Hash:
		return "its bytes are others: they have another SHA-256", nil
	case b.Size != 0 && size != b.Size:
		return fmt.Sprintf("it has %d bytes, and %d are recorded", size, b.Size), nil
	}
	return "", nil
}
