// Package platform reads synthesized platforms: a folder each, with the manifests, stubs of foreign objects, the pods that the
// platform's owner runs, and what the platform is for. Platforms for the same mesh share a box.
package platform

import (
	"encoding/json"
	"fmt"
	"path/filepath"

	"cdk8s-ml-mesh/conformance/internal/cases"
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

// Platforms are those below a folder, and the meshes that they are for.
type Platforms struct {
	Cases    []cases.Case
	Profiles map[string]controlplane.Profile
}

// LoadAll makes a case of every platform below the folder: everything must be accepted, programmed and silent. A platform
// without install settings is for a mesh like the fallback.
func LoadAll(folder string, fallback controlplane.Profile) (Platforms, error) {
	found, err := filepath.Glob(filepath.Join(folder, "*", manifestsFile))
	if err != nil {
		return Platforms{}, err
	}
	if len(found) == 0 {
		return Platforms{}, fmt.Errorf("no platform below %s", folder)
	}
	all := Platforms{Profiles: map[string]controlplane.Profile{}}
	names := map[string]string{} // of profiles, by their settings
	for _, file := range found {
		folder := filepath.Dir(file)
		profile, err := profileOf(folder, fallback)
		if err != nil {
			return Platforms{}, fmt.Errorf("%s: %w", folder, err)
		}
		settings, err := json.Marshal(profile)
		if err != nil {
			return Platforms{}, err
		}
		name, known := names[string(settings)]
		if !known {
			name = fmt.Sprintf("mesh-%d", len(names)+1)
			names[string(settings)] = name
			profile.Name = name
			all.Profiles[name] = profile
		}
		one, err := load(folder)
		if err != nil {
			return Platforms{}, fmt.Errorf("%s: %w", folder, err)
		}
		one.When.Profile = name
		all.Cases = append(all.Cases, one)
	}
	return all, nil
}

func load(folder string) (cases.Case, error) {
	pods, err := readPods(filepath.Join(folder, podsFile))
	return cases.Case{
		Name: filepath.Base(folder), File: folder, About: "accepted, programmed and silent",
		Manifests: []string{filepath.Join(folder, manifestsFile)},
		Assume:    []string{filepath.Join(folder, externalFile)},
		Pods:      pods,
		Closed:    true,
	}, err
}
