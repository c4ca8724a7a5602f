// Package istioctl asks the istioctl of the same build as istiod for its opinion.
package istioctl

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
)

// Istioctl runs the program.
type Istioctl struct {
	Path       string
	Kubeconfig string
}

// Message is a finding of `istioctl analyze`.
type Message struct {
	Code    string `json:"code"`
	Level   string `json:"level"`
	Origin  string `json:"origin"` // Kind namespace/name
	Message string `json:"message"`
}

// Namespace is the namespace of the object that the message is about.
func (m Message) Namespace() string {
	kind, name, _ := strings.Cut(m.Origin, " ")
	if kind == "Namespace" {
		return name
	}
	namespace, _, _ := strings.Cut(name, "/")
	return namespace
}

// Analyze returns what `istioctl analyze` says of everything in the cluster.
func (i Istioctl) Analyze(ctx context.Context) ([]Message, error) {
	output, err := i.run(ctx, "analyze", "--all-namespaces", "--output", "json", "--kubeconfig", i.Kubeconfig)
	// The exit code only repeats that there are messages.
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return nil, err
	}
	if len(bytes.TrimSpace(output)) == 0 {
		return nil, nil
	}
	var messages []Message
	if decodeErr := json.Unmarshal(output, &messages); decodeErr != nil {
		return nil, fmt.Errorf("istioctl analyze: %w: %s", errors.Join(err, decodeErr), output)
	}
	return messages, nil
}

// isCount recognizes the line above a list of errors.
var isCount = regexp.MustCompile(`^Error: \d+ errors? occurred:$`)

// Validate returns what `istioctl validate` says of the files, except for the line that calls one valid.
func (i Istioctl) Validate(ctx context.Context, files ...string) ([]string, error) {
	args := []string{"validate"}
	for _, file := range files {
		args = append(args, "--filename", file)
	}
	output, err := i.run(ctx, args...)
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return nil, err
	}
	var complaints []string
	for line := range strings.Lines(string(output)) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasSuffix(line, "is valid") && !isCount.MatchString(line) {
			complaints = append(complaints, strings.TrimPrefix(line, "* "))
		}
	}
	if exit != nil && len(complaints) == 0 {
		complaints = append(complaints, strings.TrimSpace(string(exit.Stderr)))
	}
	return complaints, nil
}

func (i Istioctl) run(ctx context.Context, args ...string) ([]byte, error) {
	return exec.CommandContext(ctx, i.Path, args...).Output()
}
