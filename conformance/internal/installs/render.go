package installs

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"

	"cdk8s-ml-mesh/conformance/internal/cluster"
)

// Tools are what renders install files.
type Tools struct {
	Istioctl string
	Helm     string
	Charts   string // a folder with one per chart, as Istio publishes them
}

const operatorFile = "istio-operator.yaml"

// byIstioctl renders the IstioOperator file. A word of warning is an error.
func (t Tools) byIstioctl(ctx context.Context, folder string) ([]*unstructured.Unstructured, error) {
	output, err := run(ctx, t.Istioctl, "manifest", "generate", "-f", filepath.Join(folder, operatorFile))
	if err != nil {
		return nil, err
	}
	return cluster.ParseManifests(output)
}

// byHelm renders the values of each chart, with release and namespace of the command that stands in the file.
func (t Tools) byHelm(ctx context.Context, folder string) ([]*unstructured.Unstructured, error) {
	files, err := filepath.Glob(filepath.Join(folder, "helm", "*-values.yaml"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no values in %s: %v", folder, err)
	}
	var objects []*unstructured.Unstructured
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		command, err := parseHelmCommand(content)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		output, err := run(ctx, t.Helm, "template", command.release, filepath.Join(t.Charts, command.chart),
			"--namespace", command.namespace, "--values", file)
		if err != nil {
			return nil, err
		}
		found, err := cluster.ParseManifests(output)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		objects = append(objects, found...)
	}
	return objects, nil
}

type helmCommand struct{ release, chart, namespace string }

// parseHelmCommand reads the first line: # helm upgrade --install RELEASE istio/CHART --version V --namespace NAMESPACE …
func parseHelmCommand(content []byte) (helmCommand, error) {
	line, _, _ := strings.Cut(string(content), "\n")
	words := strings.Fields(line)
	at := slices.Index(words, "--namespace")
	if len(words) < 6 || strings.Join(words[:4], " ") != "# helm upgrade --install" || at < 0 || at+1 >= len(words) {
		return helmCommand{}, fmt.Errorf("does not begin with a command of helm: %s", line)
	}
	chart, ok := strings.CutPrefix(words[5], "istio/")
	if !ok {
		return helmCommand{}, fmt.Errorf("%s is no chart of Istio", words[5])
	}
	return helmCommand{release: words[4], chart: chart, namespace: words[at+1]}, nil
}

func run(ctx context.Context, program string, args ...string) ([]byte, error) {
	command := exec.CommandContext(ctx, program, args...)
	var output, complaints bytes.Buffer
	command.Stdout, command.Stderr = &output, &complaints
	err := command.Run()
	if err != nil || complaints.Len() > 0 {
		return nil, fmt.Errorf("%s %s: %v: %s", filepath.Base(program), strings.Join(args, " "), err, complaints.String())
	}
	return output.Bytes(), nil
}

// rendered is what istiod will read.
type rendered struct {
	settings *unstructured.Unstructured // the ConfigMap of the mesh config
	mesh     map[string]any
	injector map[string]any
	istiod   map[string]any
	names    []string
}

// target is the control plane that an IstioOperator is for.
type target struct {
	Metadata struct {
		Namespace string `json:"namespace"`
	} `json:"metadata"`
	Spec struct {
		Revision   string         `json:"revision"`
		MeshConfig map[string]any `json:"meshConfig"`
		Values     map[string]any `json:"values"`
	} `json:"spec"`
}

func targetOf(folder string) (target, error) {
	var read target
	content, err := os.ReadFile(filepath.Join(folder, operatorFile))
	if err != nil {
		return read, err
	}
	return read, yaml.Unmarshal(content, &read)
}

// read finds what belongs to the control plane among the objects.
func (t target) read(objects []*unstructured.Unstructured) (rendered, error) {
	var found rendered
	for _, object := range objects {
		found.names = append(found.names, cluster.Name(object))
	}
	suffix := ""
	if t.Spec.Revision != "" {
		suffix = "-" + t.Spec.Revision
	}
	find := func(kind, name string) (*unstructured.Unstructured, error) {
		wanted := kind + "/" + t.Metadata.Namespace + "/" + name + suffix
		index := slices.Index(found.names, wanted)
		if index < 0 {
			return nil, fmt.Errorf("%s is not rendered", wanted)
		}
		return objects[index], nil
	}
	settings, err := find("ConfigMap", "istio")
	if err != nil {
		return found, err
	}
	injector, err := find("ConfigMap", "istio-sidecar-injector")
	if err != nil {
		return found, err
	}
	deployment, err := find("Deployment", "istiod")
	if err != nil {
		return found, err
	}
	found.settings = settings
	if err := decode(settings, "mesh", &found.mesh); err != nil {
		return found, err
	}
	if err := decode(injector, "values", &found.injector); err != nil {
		return found, err
	}
	found.istiod, err = environment(deployment)
	return found, err
}

func decode(config *unstructured.Unstructured, key string, into *map[string]any) error {
	text, _, err := unstructured.NestedString(config.Object, "data", key)
	if err != nil {
		return err
	}
	return yaml.UnmarshalStrict([]byte(text), into)
}

func environment(deployment *unstructured.Unstructured) (map[string]any, error) {
	containers, _, err := unstructured.NestedSlice(deployment.Object, "spec", "template", "spec", "containers")
	if err != nil || len(containers) != 1 {
		return nil, fmt.Errorf("%s has %d containers: %v", cluster.Name(deployment), len(containers), err)
	}
	variables, _, err := unstructured.NestedSlice(containers[0].(map[string]any), "env")
	env := map[string]any{}
	for _, item := range variables {
		variable, _ := item.(map[string]any)
		name, _ := variable["name"].(string)
		env[name] = variable["value"] // nil where it comes from the pod
	}
	return env, err
}
