package fleet

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"iter"
	"regexp"
	"strings"
)

// Column is a column of the input and what a row has in it.
type Column struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Kind is what the rows of a plan are about.
type Kind string

// The kinds.
const (
	// OfMerchants is head images and introductions.
	OfMerchants Kind = ""
	// OfStores is stores.
	OfStores Kind = "stores"
)

// Desired is what one row of the input wants of one merchant, or of one store.
type Desired struct {
	// Line is where the row stands in its source.
	Line  int    `json:"line"`
	AppID string `json:"appid"`
	// Account says where the app secret is: env:NAME, file:PATH, or listed, which is the
	// file of secrets. It is empty for an account that is called through a platform.
	Account string   `json:"account,omitempty"`
	Tags    []string `json:"tags,omitempty"`
	// Intro is the introduction, "" to leave it as it is.
	Intro string `json:"intro,omitempty"`
	// Headimg is the path or URL of the picture, or sha256: with the hash of one that the
	// ledger has; "" to leave it as it is.
	Headimg string `json:"headimg,omitempty"`
	// Picture is the SHA-256 of its bytes, once they were read.
	Picture string `json:"picture,omitempty"`
	// Store is what a row of stores wants; nil in one of merchants.
	Store *DesiredStore `json:"store,omitempty"`
	// Columns are those of the row, without what may be a secret.
	Columns []Column `json:"columns,omitempty"`
	// Fault is what reading the row has found wrong.
	Fault *Blocker `json:"fault,omitempty"`
}

// Key names what a row is about: an app id, for a store with the key of the store.
func (d Desired) Key() string {
	if d.Store == nil {
		return d.AppID
	}
	return d.AppID + "/" + d.Store.StoreKey
}

// HasAppID reports whether what names the account has the form of an app id.
func (d Desired) HasAppID() bool { return appIDForm.MatchString(d.AppID) }

// Hashes are the SHA-256 of the pictures of a row, once they were read.
func (d Desired) Hashes() (all []string) {
	if d.Picture != "" {
		all = append(all, d.Picture)
	}
	if d.Store != nil {
		for _, one := range d.Store.all() {
			if one.SHA256 != "" {
				all = append(all, one.SHA256)
			}
		}
	}
	return all
}

// Row returns the columns of a row; of one that was read from no table, those that say the
// same: package input reads them as they are here.
func (d Desired) Row() []Column {
	if len(d.Columns) > 0 || d.Store != nil {
		return d.Columns
	}
	row := []Column{{"appid", d.AppID}}
	if d.Account != "" && d.Account != Listed {
		row = append(row, Column{"secret", d.Account})
	}
	if d.Intro != "" {
		row = append(row, Column{"intro", d.Intro})
	}
	headimg := d.Headimg
	if headimg == "" && d.Picture != "" {
		headimg = keptMark + d.Picture
	}
	if headimg != "" {
		row = append(row, Column{"headimg", headimg})
	}
	return row
}

// String names the row.
func (d Desired) String() string { return fmt.Sprintf("line %d, %s", d.Line, d.Key()) }

// hash names what a row wants.
func (d Desired) hash() string {
	text, _ := json.Marshal(d) // it holds texts and numbers only
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Source says where the rows of a plan came from, so that they can be read again.
type Source struct {
	// Format is csv, yaml, jsonl, query, or revert.
	Format string `json:"format"`
	// Path is the file, absolute; the query for query, the run for revert.
	Path string `json:"path"`
	// Folder is what relative paths of pictures are relative to.
	Folder string `json:"folder,omitempty"`
	// Intro and Headimg are templates that take the place of the columns.
	Intro   string `json:"intro,omitempty"`
	Headimg string `json:"headimg,omitempty"`
	// Tags narrow the rows to those that have one of them.
	Tags []string `json:"tags,omitempty"`
	// Listed says that a file of secrets was given.
	Listed bool `json:"listed,omitempty"`
}

// Rows are what a source holds now.
type Rows = iter.Seq2[Desired, error]

// Reader reads the rows of a source. Package input has one.
type Reader func(ctx context.Context, source Source) Rows

var (
	appIDForm  = regexp.MustCompile(`^wx[0-9a-zA-Z]{8,30}$`)
	secretForm = regexp.MustCompile(`^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+|listed)$`)
)

// isRemote reports whether a picture is fetched rather than read.
func isRemote(headimg string) bool {
	return strings.HasPrefix(headimg, "http://") || strings.HasPrefix(headimg, "https://")
}

// keptMark begins what names a picture that the ledger has, by its SHA-256.
const keptMark = "sha256:"

// isKept reports whether a picture is one that the ledger has, and whose bytes cannot change.
func isKept(headimg string) bool { return strings.HasPrefix(headimg, keptMark) }

// unlike is a blocked row under a name of its own, where it has none or another row's:
// each item of a run is one merchant or one store.
func (d Desired) unlike() Desired {
	mark := fmt.Sprintf("#%d", d.Line)
	if d.Store == nil {
		d.AppID += mark
		return d
	}
	store := *d.Store
	store.StoreKey += mark
	d.Store = &store
	return d
}
