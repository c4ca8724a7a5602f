// Package platform reads synthesized platforms: a folder each, with the manifests, stubs of foreign objects, the pods that the
// platform's owner runs, and the versions that it is for.
package platform

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"

	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/cluster"
	"cdk8s-ml-mesh/conformance/internal/controlplane"
)

// Files of a platform's folder.
const (
	manifestsFile = "manifests.yaml"
	externalFile  = "external-objects.yaml"
	podsFile      = "pods.json"
	targetFile    = "target.json"
	operatorFile  = "istio-operator.yaml"
)

const revisionLabel = "istio.io/rev"

type target struct {
	Experimental bool `json:"experimental"`
}

// workload is one entry of the pods: what the library tells the owner of a pod template.
type workload struct {
	Namespace string `json:"namespace"`
	Account   string `json:"serviceAccountName"`
	Metadata  struct {
		Labels      map[string]string `json:"labels"`
		Annotations map[string]string `json:"annotations"`
	} `json:"podMetadata"`
}

// LoadAll makes a case of every platform below the folder: everything must be accepted, programmed and silent.
func LoadAll(folder string) ([]cases.Case, error) {
	found, err := filepath.Glob(filepath.Join(folder, "*", manifestsFile))
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("no platform below %s", folder)
	}
	var all []cases.Case
	for _, file := range found {
		one, err := load(filepath.Dir(file))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Dir(file), err)
		}
		all = append(all, one)
	}
	return all, nil
}

func load(folder string) (cases.Case, error) {
	var workloads []workload
	if err := readJSON(filepath.Join(folder, podsFile), &workloads); err != nil {
		return cases.Case{}, err
	}
	one := cases.Case{
		Name: filepath.Base(folder), File: folder, About: "accepted, programmed and silent",
		Manifests: []string{filepath.Join(folder, manifestsFile)},
		Assume:    []string{filepath.Join(folder, externalFile)},
	}
	for i, workload := range workloads {
		one.Pods = append(one.Pods, workload.pod(i))
	}
	one.When.Profile = one.Name // every platform brings its own mesh-wide settings
	return one, nil
}

// Profile is the mesh that the platform of that name is for: as its own install file says, or as the default one with the
// revision that its namespaces ask for.
func Profile(folder, name string, fallback controlplane.Profile) (controlplane.Profile, error) {
	folder = filepath.Join(folder, name)
	profile := controlplane.Profile{Name: name, About: "as the platform needs it", Channel: controlplane.Standard}
	var aim target
	if err := readJSON(filepath.Join(folder, targetFile), &aim); err != nil {
		return profile, err
	}
	if aim.Experimental {
		profile.Channel = controlplane.Experimental
	}
	var err error
	profile.Operator, err = operator(folder, fallback)
	return profile, err
}

func operator(folder string, fallback controlplane.Profile) (map[string]any, error) {
	content, err := os.ReadFile(filepath.Join(folder, operatorFile))
	if err == nil {
		var install struct {
			Spec map[string]any `json:"spec"`
		}
		err = yaml.Unmarshal(content, &install)
		return install.Spec, err
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	revision, err := revisionOf(filepath.Join(folder, manifestsFile))
	settings := maps.Clone(fallback.Operator)
	if revision != "" {
		settings["revision"] = revision
	}
	return settings, err
}

// revisionOf is the revision that the platform's namespaces name, empty for the default one.
func revisionOf(manifests string) (string, error) {
	objects, err := cluster.ReadManifests(manifests)
	if err != nil {
		return "", err
	}
	for _, object := range objects {
		if revision := object.GetLabels()[revisionLabel]; object.GetKind() == "Namespace" && revision != "" {
			return revision, nil
		}
	}
	return "", nil
}

func readJSON(file string, into any) error {
	content, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(content, into)
}

// pod makes a pod as the owner of the template would. Its name is a number: workloads may be called what no object can be.
func (w workload) pod(number int) *unstructured.Unstructured {
	pod := &unstructured.Unstructured{Object: map[string]any{
		"spec": map[string]any{
			"serviceAccountName": w.Account,
			"containers":         []any{map[string]any{"name": "app", "image": "app"}},
		},
	}}
	pod.SetAPIVersion("v1")
	pod.SetKind("Pod")
	pod.SetNamespace(w.Namespace)
	pod.SetName(fmt.Sprintf("workload-%d", number))
	pod.SetLabels(w.Metadata.Labels)
	pod.SetAnnotations(w.Metadata.Annotations)
	return pod
}
