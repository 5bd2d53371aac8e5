package saved

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wxastore/wxastore/internal/atomicfile"
	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/folderfiles"
	"github.com/wxastore/wxastore/internal/store"
)

const (
	// form is the version of the files.
	form = 1
	// suffix ends their names; what is before it is the run's id.
	suffix = ".parity-run"
	// recordingSuffix ends the names of recordings, as the documents call them.
	recordingSuffix = ".parity"
	// maxFile is how many bytes a file may have.
	maxFile = 32 << 20
)

// Folder has a file for each run.
type Folder string

// Of is the folder of a data folder.
func Of(data string) Folder { return Folder(filepath.Join(data, "parity")) }

// head is the first document of a file.
type head struct {
	Form int `json:"wxastore_parity_run"`
	api.ParityRunHead
}

// Save keeps a run under a new id, and returns the id and the file.
func (f Folder) Save(run api.ParityRun) (id, path string, err error) {
	if err := os.MkdirAll(string(f), 0o700); err != nil {
		return "", "", err
	}
	run.ID = run.At.UTC().Format("20060102-150405-") + strings.ToLower(rand.Text()[:4])
	path = filepath.Join(string(f), run.ID+suffix)
	err = atomicfile.Write(path, func(w io.Writer) error {
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		return errors.Join(encoder.Encode(head{form, run.ParityRunHead}), encoder.Encode(run))
	})
	if err != nil {
		return "", "", err
	}
	return run.ID, path, nil
}

// list is the folder with its files, the newest first. A folder that is not there has
// none.
func (f Folder) list() (*os.Root, []string, error) {
	root, entries, err := folderfiles.Open(string(f), "the folder of runs", suffix, recordingSuffix)
	names := make([]string, 0, len(entries))
	for _, e := range slices.Backward(entries) {
		names = append(names, e.Name())
	}
	return root, names, err
}

// ParityRuns returns runs that follow the one of an id, "" for the newest, and the files
// among them that cannot be read.
func (f Folder) ParityRuns(after string, limit int) (list api.ParityRunList, err error) {
	list = api.ParityRunList{Runs: []api.ParityRunHead{}, Broken: []api.BrokenFile{}, Folder: string(f)}
	root, names, err := f.list()
	if root == nil {
		return list, err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	for _, name := range names {
		id, isRun := strings.CutSuffix(name, suffix)
		if after != "" && id >= after {
			continue
		}
		if len(list.Runs) == limit {
			list.Next = list.Runs[limit-1].ID
			break
		}
		var h head
		why := errRecording(name)
		if isRun {
			why = read(root, name, &h)
		}
		if why != nil {
			list.Broken = append(list.Broken, api.BrokenFile{Name: name, Why: why, Sentence: why.Error()})
			continue
		}
		h.ID = id
		list.Runs = append(list.Runs, h.ParityRunHead)
	}
	return list, nil
}

// errRecording says what to do with a recording.
func errRecording(name string) error {
	return store.Mistakef("it is a recording, without wxastore's answers: wxastore parity verify %s --save makes a run of it", name)
}

// ParityRun returns a run. One that is not there is store.ErrNotFound, a file that
// cannot be read a store.Mistake.
func (f Folder) ParityRun(id string) (run api.ParityRun, err error) {
	root, names, err := f.list()
	if root == nil {
		return run, errors.Join(err, store.ErrNotFound)
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	i := slices.Index(names, id+suffix)
	if i < 0 {
		return run, store.ErrNotFound
	}
	var h head
	if err := read(root, names[i], &h, &run); err != nil {
		return run, err
	}
	run.ParityRunHead, run.ID = h.ParityRunHead, id
	return run, nil
}

// read reads the head of a file and what follows it.
func read(root *os.Root, name string, h *head, rest ...any) error {
	file, err := root.Open(name)
	if err != nil {
		return store.Mistakef("it cannot be read")
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || info.Size() > maxFile {
		return store.Mistakef("it is longer than %d bytes", maxFile)
	}
	decoder := json.NewDecoder(io.LimitReader(file, maxFile))
	if err := decoder.Decode(h); err != nil || h.Form == 0 {
		return store.Mistakef("it is not a run that wxastore parity has saved")
	}
	if h.Form != form {
		return store.Mistakef("it has form %d, and this build reads %d", h.Form, form)
	}
	for _, into := range rest {
		if err := decoder.Decode(into); err != nil {
			return store.Mistakef("it is cut, or was changed after it was saved")
		}
	}
	return nil
}
