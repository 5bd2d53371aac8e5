package fleet

import (
	"encoding/csv"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/client/fleet/input"
	"github.com/wxastore/wxastore/internal/cli/command"
)

// secrets reads the file of secrets. Its errors have positions and no content: a secret may
// stand where an app id is meant to be.
func (c service) secrets() (map[string]command.Secret, error) {
	if c.ListedIn == "" {
		return nil, nil
	}
	file, err := os.Open(c.ListedIn)
	if err != nil {
		return nil, command.Usagef("--secrets: %v", err)
	}
	defer file.Close()
	listed, err := readSecrets(file)
	if err != nil {
		return nil, command.Usagef("--secrets: %s: %v", c.ListedIn, err)
	}
	return listed, nil
}

// readSecrets reads lines of appid,secret, with or without a header.
func readSecrets(r io.Reader) (map[string]command.Secret, error) {
	text, err := input.Unmarked(r)
	if err != nil {
		return nil, err
	}
	listed := make(map[string]command.Secret)
	table := csv.NewReader(text)
	table.FieldsPerRecord = 2
	for first := true; ; first = false {
		row, err := table.Read()
		if errors.Is(err, io.EOF) {
			return listed, nil
		}
		if err != nil {
			return nil, err
		}
		line, _ := table.FieldPos(0)
		appID, secret := strings.TrimSpace(row[0]), strings.TrimSpace(row[1])
		was, twice := listed[appID]
		switch {
		case first && strings.EqualFold(appID, input.ColumnAppID):
			continue
		case !fleet.Desired{AppID: appID}.HasAppID():
			return nil, command.Errorf("line %d has no app id: write appid,secret", line)
		case secret == "":
			return nil, command.Errorf("line %d has no secret", line)
		case twice && was.Reveal() != secret:
			return nil, command.Errorf("line %d has an app id of a line before, and another secret", line)
		}
		listed[appID] = command.NewSecret(secret)
	}
}
