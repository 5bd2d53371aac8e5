package pgtest

import (
	"errors"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
)

// errMissing says that PostgreSQL is not installed.
var errMissing = errors.New("PostgreSQL's programs are not installed: make tools installs them")

// programs returns the folder of initdb and postgres.
func programs() (string, error) {
	folders, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return "", err
	}
	slices.Sort(folders)
	slices.Reverse(folders)
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			folders = append([]string{filepath.Dir(path)}, folders...)
		}
	}
	for _, folder := range folders {
		if _, err := os.Stat(filepath.Join(folder, "postgres")); err == nil {
			return folder, nil
		}
	}
	return "", errMissing
}

// newFolder makes a folder for a server. PostgreSQL refuses to run as root, so
// root gives it to another user.
func newFolder() (dir string, as []string, err error) {
	if dir, err = os.MkdirTemp("", "wxastore-pg-"); err != nil {
		return "", nil, err
	}
	if os.Getuid() != 0 {
		return dir, nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		account, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.Atoi(account.Uid)
		gid, gidErr := strconv.Atoi(account.Gid)
		if err := errors.Join(uidErr, gidErr, os.Chown(dir, uid, gid)); err != nil {
			return "", nil, errors.Join(err, os.RemoveAll(dir))
		}
		return dir, []string{"runuser", "-u", name, "--"}, nil
	}
	return "", nil, errors.Join(errors.New("PostgreSQL does not run as root, and there is neither a user postgres nor nobody"), os.RemoveAll(dir))
}
