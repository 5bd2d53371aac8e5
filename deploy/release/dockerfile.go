package main

import (
	"fmt"
	"os"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// declared is what the last stage of a Dockerfile says of the image's process. An
// instruction that is not understood here is an error, so that the image of a release
// cannot differ from the one that Docker builds.
func declared(path string) (v1.Config, error) {
	config := v1.Config{WorkingDir: "/", ExposedPorts: make(map[string]struct{}), Volumes: make(map[string]struct{})}
	file, err := os.Open(path)
	if err != nil {
		return config, err
	}
	defer file.Close()
	parsed, err := parser.Parse(file)
	if err != nil {
		return config, fmt.Errorf("%s: %w", path, err)
	}
	stages, _, err := instructions.Parse(parsed.AST, nil)
	if err != nil {
		return config, fmt.Errorf("%s: %w", path, err)
	}
	for _, command := range stages[len(stages)-1].Commands {
		switch c := command.(type) {
		case *instructions.CopyCommand: // what the layer holds is said in layerOf
		case *instructions.UserCommand:
			config.User = c.User
		case *instructions.EnvCommand:
			for _, variable := range c.Env {
				config.Env = append(config.Env, variable.String())
			}
		case *instructions.ExposeCommand:
			for _, port := range c.Ports {
				config.ExposedPorts[port+"/tcp"] = struct{}{}
			}
		case *instructions.VolumeCommand:
			for _, volume := range c.Volumes {
				config.Volumes[volume] = struct{}{}
			}
		case *instructions.EntrypointCommand:
			config.Entrypoint = c.CmdLine
		case *instructions.CmdCommand:
			config.Cmd = c.CmdLine
		case *instructions.HealthCheckCommand:
			config.Healthcheck = &v1.HealthConfig{
				Test: c.Health.Test, Interval: c.Health.Interval, Timeout: c.Health.Timeout, StartPeriod: c.Health.StartPeriod, Retries: c.Health.Retries,
			}
		default:
			return config, fmt.Errorf("%s: the image of a release does not know %s", path, command.Name())
		}
	}
	return config, nil
}
