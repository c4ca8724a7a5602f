// Package platform reads synthesized platforms: a folder each, with the manifests, stubs of foreign objects, the pods that the
// platform's owner runs, and the versions that it is for.
package platform

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"cdk8s-ml-mesh/conformance/internal/cases"
)

// Files of a platform's folder.
const (
	manifestsFile = "manifests.yaml"
	externalFile  = "external-objects.yaml"
	podsFile      = "pods.json"
	targetFile    = "target.json"
)

// experimental is the profile with the experimental channel.
const experimental = "experimental"

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
	var aim target
	if err := readJSON(filepath.Join(folder, targetFile), &aim); err != nil {
		return cases.Case{}, err
	}
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
	one.When.Profile = cases.DefaultProfile
	if aim.Experimental {
		one.When.Profile = experimental
	}
	return one, nil
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
