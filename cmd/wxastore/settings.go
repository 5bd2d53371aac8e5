package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v3"
)

// settings gives the flags of serve the values of the environment and of the
// --config file, in this order, where the command line has none.
type settings struct{ lookupEnv func(string) (string, bool) }

// serveName is the command that the settings are for.
const serveName = "serve"

// Validate refuses a --config file that names no setting.
func (s settings) Validate(*kong.Application) error { return nil }

// Resolve returns the value of a flag, nil if there is none.
func (s settings) Resolve(ctx *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	command := ctx.Selected()
	if command == nil || command.Name != serveName || !slices.Contains(command.Flags, flag) {
		return nil, nil
	}
	if v, ok := s.lookupEnv(envName(flag.Name)); ok && v != "" {
		return v, nil
	}
	file, err := s.file(ctx, command)
	if err != nil {
		return nil, err
	}
	if v, ok := file[flag.Name]; ok {
		return v, nil
	}
	return nil, nil
}

// file reads the --config file, if there is one.
func (s settings) file(ctx *kong.Context, command *kong.Command) (map[string]string, error) {
	known := make(map[string]bool)
	path, _ := s.lookupEnv(envName("config"))
	for _, flag := range command.Flags {
		known[flag.Name] = flag.Name != "config"
		if v, ok := ctx.FlagValue(flag).(string); ok && flag.Name == "config" && v != "" {
			path = v
		}
	}
	if path == "" {
		return nil, nil
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("config file: %w", err)
	}
	var values map[string]string
	if err := yaml.Unmarshal(raw, &values); err != nil {
		return nil, fmt.Errorf("config file %s: %w", path, err)
	}
	for name := range values {
		if !known[name] {
			return nil, fmt.Errorf("config file %s: there is no setting %q; serve --help lists them", path, name)
		}
	}
	return values, nil
}

// envName is the environment variable of a flag of serve.
func envName(flag string) string {
	return "WXASTORE_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}
