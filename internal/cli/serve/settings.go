package serve

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v3"

	"github.com/wxastore/wxastore/internal/cli/command"
)

// Settings gives the flags of serve the values of the environment and of the
// --config file, in this order, where the command line has none.
type Settings struct {
	LookupEnv func(string) (string, bool)

	read bool
	file map[string]setting
	Err  error // what is wrong with the file
}

// serveName is the command that the settings are for.
const serveName = "serve"

// Validate is asked by the parser before it knows the file.
func (s *Settings) Validate(*kong.Application) error { return nil }

// Resolve returns the value of a flag, nil if there is none. What is wrong with
// the file is kept: an error from here would name a flag that has no part in it.
func (s *Settings) Resolve(ctx *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	selected := ctx.Selected()
	if selected == nil || selected.Name != serveName || !slices.Contains(selected.Flags, flag) {
		return nil, nil
	}
	if v, ok := s.LookupEnv(envName(flag.Name)); ok && v != "" {
		return v, nil
	}
	if !s.read {
		s.read = true
		s.file, s.Err = s.readFile(ctx, selected)
	}
	if v, ok := s.file[flag.Name]; ok {
		return string(v), nil
	}
	return nil, nil
}

// setting is a value of the file. A list is joined as on the command line.
type setting string

// UnmarshalYAML reads it.
func (s *setting) UnmarshalYAML(node *yaml.Node) error {
	var list []string
	for _, entry := range node.Content {
		list = append(list, entry.Value)
	}
	switch node.Kind {
	case yaml.ScalarNode:
		*s = setting(node.Value)
	case yaml.SequenceNode:
		*s = setting(strings.Join(list, ","))
	default:
		return command.Errorf("line %d: write the value of a setting on one line, such as listen: 127.0.0.1:8080", node.Line)
	}
	return nil
}

// readFile reads the --config file, if there is one.
func (s *Settings) readFile(ctx *kong.Context, serve *kong.Command) (map[string]setting, error) {
	known := make(map[string]bool)
	path, _ := s.LookupEnv(envName("config"))
	for _, flag := range serve.Flags {
		known[flag.Name] = flag.Name != "config"
		if v, ok := ctx.FlagValue(flag).(string); ok && flag.Name == "config" && v != "" {
			path = v
		}
	}
	if path == "" {
		return nil, nil
	}
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, command.Errorf("--config: there is no file %s", path)
	}
	if err != nil {
		return nil, command.Errorf("--config: %w", err)
	}
	var document yaml.Node
	if err := yaml.Unmarshal(raw, &document); err != nil {
		return nil, command.Errorf("--config: %s is not YAML: %s", path, strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if document.Kind == 0 {
		return nil, nil // an empty file
	}
	if document.Content[0].Kind != yaml.MappingNode {
		return nil, command.Errorf("--config: %s holds no settings: write a line for each, such as listen: 127.0.0.1:8080", path)
	}
	values := make(map[string]setting)
	if err := document.Decode(&values); err != nil {
		return nil, command.Errorf("--config: %s: %s", path, strings.TrimPrefix(err.Error(), "yaml: "))
	}
	for name := range values {
		if !known[name] {
			return nil, command.Errorf("--config: %s: there is no setting %q; serve --help lists them", path, name)
		}
	}
	return values, nil
}

// envName is the environment variable of a flag of serve.
func envName(flag string) string {
	return "WXASTORE_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}
