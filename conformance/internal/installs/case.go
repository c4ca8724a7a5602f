// Package installs judges install files: what istioctl and Helm make of them is compared with what was asked for, value by
// value, and given to a real istiod.
package installs

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"
)

// Topic is the first part of the cases' names.
const Topic = "install"

// randomPrefix marks settings of which nobody has written down what they become.
const randomPrefix = "random-"

// Case is a folder that MeshInstall.writeTo has filled.
type Case struct {
	Name   string // install/name
	Folder string
	Expect Expect
}

// Expect is what the files must become. Every value that is written must be there; null: nothing may be there.
type Expect struct {
	About string `json:"about"`
	// Mesh is the mesh config, in the ConfigMap that istiod reads.
	Mesh map[string]any `json:"mesh,omitempty"`
	// Injector are the values that the injector and istiod's own gateways and waypoints start from.
	Injector map[string]any `json:"injector,omitempty"`
	// Istiod is the environment of istiod.
	Istiod map[string]any `json:"istiod,omitempty"`
	// Objects are among the rendered ones, Kind/namespace/name.
	Objects []string `json:"objects,omitempty"`
	// Absent are kinds, namespaces of a kind, or names, of which there is no object.
	Absent []string `json:"absent,omitempty"`
}

// LoadAll reads what is expected of the named settings, and finds the files: those of the same name below dist, and random ones.
func LoadAll(folder, dist string) ([]Case, error) {
	written, err := os.ReadDir(dist)
	if err != nil {
		return nil, fmt.Errorf("install files: %w: run npx projen apps", err)
	}
	var all []Case
	for _, entry := range written {
		one, err := load(folder, dist, entry.Name())
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, orphans(folder, all)
}

func load(folder, dist, name string) (Case, error) {
	one := Case{Name: Topic + "/" + name, Folder: filepath.Join(dist, name)}
	if strings.HasPrefix(name, randomPrefix) {
		one.Expect.About = "random settings arrive, by istioctl and by Helm alike"
		return one, nil
	}
	content, err := os.ReadFile(filepath.Join(folder, name+".yaml"))
	if err != nil {
		return one, fmt.Errorf("nobody says what the install files %s must become: %w", name, err)
	}
	if err := yaml.UnmarshalStrict(content, &one.Expect); err != nil {
		return one, fmt.Errorf("%s: %w", name, err)
	}
	return one, nil
}

// orphans finds expectations of settings that are not there.
func orphans(folder string, all []Case) error {
	files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	for _, file := range files {
		name := Topic + "/" + strings.TrimSuffix(filepath.Base(file), ".yaml")
		if !slices.ContainsFunc(all, func(one Case) bool { return one.Name == name }) {
			return fmt.Errorf("%s expects install files that apps/installs does not write", file)
		}
	}
	return err
}

// Select returns the cases that the names choose: all without names.
func Select(all []Case, names []string) ([]Case, error) {
	if len(names) == 0 {
		return all, nil
	}
	var selected []Case
	for _, name := range names {
		if !IsName(name) {
			continue
		}
		found := slices.DeleteFunc(slices.Clone(all), func(one Case) bool { return one.Name != name && name != Topic })
		if len(found) == 0 {
			return nil, fmt.Errorf("no case is named %s", name)
		}
		selected = append(selected, found...)
	}
	return selected, nil
}

// IsName reports whether a name of the command line is about install files.
func IsName(name string) bool { return name == Topic || strings.HasPrefix(name, Topic+"/") }
