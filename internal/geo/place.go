package geo

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/wxastore/wxastore/internal/store"
)

// examples are places that do not exist, in districts that do: id, name, branch,
// address, district, latitude, longitude, telephone, category.
//
//go:embed places.tsv
var examples string

// Examples returns invented places. The first has the id of the page's example.
//
//fidelity:differs places | all of Tencent's map | invented ones with --demo, those of the seed, those that operators add and accounts create | real places are not ours to copy
func Examples() ([]store.Place, error) {
	var all []store.Place
	for line := range strings.Lines(examples) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(cells) != 9 {
			return nil, fmt.Errorf("places: %d cells in %q", len(cells), line)
		}
		lat, latErr := strconv.ParseFloat(cells[5], 64)
		lng, lngErr := strconv.ParseFloat(cells[6], 64)
		if latErr != nil || lngErr != nil {
			return nil, fmt.Errorf("places: not numbers in %q", line)
		}
		p, err := Complete(store.Place{
			ID: cells[0], Name: cells[1], Branch: cells[2], Address: cells[3], DistrictID: cells[4], Lat: lat, Lng: lng,
			Telephone: cells[7], Category: cells[8],
		})
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// Complete checks a place that an operator declares, and gives it the names of its
// district where it has none. Searches find it.
func Complete(p store.Place) (store.Place, error) {
	if p.ID == "" || len(p.ID) > 19 || strings.Trim(p.ID, "0123456789") != "" {
		return p, store.Mistakef("place: the id %q is not a number of up to 19 digits", p.ID)
	}
	if p.Name == "" {
		return p, store.Mistakef("place %s: it has no name", p.ID)
	}
	for _, text := range []string{p.Name, p.Branch, p.Address, p.DistrictID, p.Province, p.City, p.District, p.Telephone, p.Category, p.Photo} {
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return p, store.Mistakef("a text is not UTF-8, or holds U+0000")
		}
	}
	if !onEarth(p) {
		return p, store.Mistakef("place %s: there is no latitude %g with a longitude %g", p.ID, p.Lat, p.Lng)
	}
	districts, err := Standard()
	if err != nil {
		return p, err
	}
	names, known := districts.Names(p.DistrictID)
	if !known && p.District == "" {
		return p, store.Mistakef("place %s: there is no district %q; give its names if it is not in the national standard", p.ID, p.DistrictID)
	}
	if p.District == "" {
		p.Province, p.City, p.District = names.Province, names.City, names.District
	}
	p.Listed = true
	return p, nil
}

// Declare puts a place, and reports whether that changed anything. It stays that of
// the account that has created it.
func Declare(tx store.Tx, p store.Place) (changed bool, err error) {
	before, err := tx.Place(p.ID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return false, fmt.Errorf("place %s: %w", p.ID, err)
	}
	p.Creator = before.Creator
	if before == p {
		return false, nil
	}
	tx.PutPlace(p)
	return true, nil
}

// Put declares a place in a write of its own, and returns it as it is then. version is
// what was seen of it, "" for no place: if it is another by now, nothing is changed and
// Put returns store.ErrConflict.
func Put(ctx context.Context, w store.Writer, p store.Place, version string) (after store.Place, err error) {
	err = w.Write(ctx, []store.Key{store.PlaceKey(p.ID)}, func(tx store.Tx) error {
		there := ""
		before, err := tx.Place(p.ID)
		switch p.Creator = before.Creator; {
		case err == nil:
			there = before.Version()
		case !errors.Is(err, store.ErrNotFound):
			return err
		}
		if !store.Replaces(version, there, p.Version()) {
			return fmt.Errorf("place %s: %w", p.ID, store.ErrConflict)
		}
		if _, err := Declare(tx, p); err != nil {
			return err
		}
		after, err = tx.Place(p.ID)
		return err
	})
	return after, err
}

// Drop deletes a place, or returns store.ErrNotFound. version is what was seen of it, ""
// for whatever is there: if it is another by now, nothing is deleted and Drop returns
// store.ErrConflict.
func Drop(ctx context.Context, w store.Writer, id, version string) error {
	return w.Write(ctx, []store.Key{store.PlaceKey(id)}, func(tx store.Tx) error {
		p, err := tx.Place(id)
		if err == nil && !store.Unchanged(version, p.Version()) {
			err = store.ErrConflict
		}
		if err != nil {
			return fmt.Errorf("place %s: %w", id, err)
		}
		tx.DropPlace(id)
		return nil
	})
}
