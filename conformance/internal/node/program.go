package node

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"
	"golang.org/x/sys/unix"
	corev1 "k8s.io/api/core/v1"

	"cdk8s-ml-mesh/conformance/internal/network"
	"cdk8s-ml-mesh/conformance/internal/process"
)

// programVersion is what the box builds of the inference extension (build/inference/go.mod). A picker of another version is
// another program.
const programVersion = "v1.5.0"

// programs are the container images, without registry and tag, whose program the box has. Such a container is not played: its
// program runs with the container's own arguments, files and account.
var programs = map[string]string{
	"gateway-api-inference-extension/epp": "epp",
	"gateway-api-inference-extension/bbr": "bbr",
}

// servingPorts are where the programs serve Envoy unless told otherwise (pkg/epp/server/options.go, pkg/bbr/server/options.go).
var servingPorts = map[string]int{"epp": 9002, "bbr": 9004}

// programUser is the account of the images without a shell that these programs come in.
const programUser = 65532

// programOf returns the name of the container's program, empty if the container is played.
func programOf(container corev1.Container) string {
	repository, _ := splitImage(container.Image)
	for image, name := range programs {
		if repository == image || strings.HasSuffix(repository, "/"+image) {
			return name
		}
	}
	return ""
}

// splitImage separates the repository of an image from its tag.
func splitImage(image string) (repository, tag string) {
	image, _, _ = strings.Cut(image, "@")
	if colon := strings.LastIndex(image, ":"); colon > strings.LastIndex(image, "/") {
		return image[:colon], image[colon+1:]
	}
	return image, ""
}

func programContainers(pod *corev1.Pod) []corev1.Container {
	return slices.DeleteFunc(slices.Clone(pod.Spec.Containers), func(container corev1.Container) bool { return programOf(container) == "" })
}

func hasProgram(pod *corev1.Pod) bool { return len(programContainers(pod)) > 0 }

// runProgram starts the program of a container in a file system that holds nothing but the program and the container's volumes.
func (p *Pod) runProgram(ctx context.Context, node *Node, object *corev1.Pod, container corev1.Container) error {
	name := programOf(container)
	if _, tag := splitImage(container.Image); tag != programVersion {
		return fmt.Errorf("container %s: the box has %s of %s, not %q", container.Name, programVersion, name, tag)
	}
	root := filepath.Join(p.folder, container.Name)
	if err := node.makeRoot(ctx, object, container, root, p.Address); err != nil {
		return fmt.Errorf("container %s: %w", container.Name, err)
	}
	if err := p.bindProgram(filepath.Join(node.folders.Tools, name), filepath.Join(root, name)); err != nil {
		return fmt.Errorf("container %s: %w", container.Name, err)
	}
	env, err := node.environment(ctx, object, container, p.Address)
	if err != nil {
		return fmt.Errorf("container %s: %w", container.Name, err)
	}
	spec := process.Spec{
		Name: p.Key.String() + " " + container.Name,
		Path: "/" + name,
		Args: arguments(container.Args, env),
		Env: []string{
			"PATH=/", "HOSTNAME=" + object.Name,
			"KUBERNETES_SERVICE_HOST=" + network.KubernetesService, "KUBERNETES_SERVICE_PORT=" + network.KubernetesPort,
		},
		Dir:  "/",
		Root: root,
		Log:  p.Log,
		User: programUser,
	}
	for name, value := range env {
		spec.Env = append(spec.Env, name+"="+value)
	}
	return p.startProgram(&program{container: container.Name, port: servingPort(name, spec.Args), spec: spec})
}

// servingPort is where a program with these arguments serves Envoy. What a container declares need not be true.
func servingPort(name string, args []string) int {
	flags := pflag.NewFlagSet(name, pflag.ContinueOnError)
	flags.ParseErrorsAllowlist.UnknownFlags = true
	flags.SetOutput(io.Discard)
	port := flags.Int("grpc-port", servingPorts[name], "")
	_ = flags.Parse(args) // with arguments that it does not understand the program ends, and says so itself
	return *port
}

// program is a container whose program runs.
type program struct {
	container string
	port      int
	spec      process.Spec
	process   *process.Process
	started   time.Time
}

// startProgram starts a program for the first time or again.
func (p *Pod) startProgram(program *program) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	err := p.Space.Do(func() (err error) {
		program.process, err = process.Start(program.spec)
		program.started = time.Now()
		return err
	})
	if err == nil && !slices.Contains(p.programs, program) {
		p.programs = append(p.programs, program)
	}
	return err
}

// bindProgram makes the program visible inside the container without a copy of it.
func (p *Pod) bindProgram(program, target string) error {
	if err := os.WriteFile(target, nil, 0o755); err != nil {
		return err
	}
	if err := unix.Mount(program, target, "", unix.MS_BIND, ""); err != nil {
		return err
	}
	p.mounts = append(p.mounts, target)
	return nil
}
