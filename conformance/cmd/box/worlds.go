package main

import (
	"encoding/json"
	"os"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"cdk8s-ml-mesh/conformance/internal/box"
	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/controlplane"
)

// world is everything that a case brings into the cluster.
type world struct {
	Name      string          `json:"name"`
	File      string          `json:"file"`
	DataPlane cases.DataPlane `json:"dataPlane,omitempty"`
	// Mesh is how it is installed.
	Mesh map[string]any `json:"mesh"`
	// Manifests are judged; Others are assumed, or added by the box.
	Manifests []*unstructured.Unstructured `json:"manifests"`
	Others    []*unstructured.Unstructured `json:"others"`
	Requests  []cases.Request              `json:"requests"`
}

// writeWorlds writes down the worlds of all cases with requests that hold for the box's Istio.
func (o options) writeWorlds() (int, error) {
	all, _, err := o.load()
	if err != nil {
		return trouble, err
	}
	if all, _, err = forThisIstio(all); err != nil {
		return trouble, err
	}
	worlds := []world{}
	for _, one := range all {
		if len(one.Requests) == 0 || one.Known != nil {
			continue
		}
		found, err := o.worldOf(one)
		if err != nil {
			return trouble, err
		}
		worlds = append(worlds, found)
	}
	written, err := json.Marshal(worlds)
	if err != nil {
		return trouble, err
	}
	return passed, os.WriteFile(o.worlds, written, 0o644)
}

func (o options) worldOf(one cases.Case) (world, error) {
	tested, others, err := box.Objects(one)
	if err != nil {
		return world{}, err
	}
	profile, err := controlplane.LoadProfile(o.profiles, one.When.Profile)
	if err != nil {
		return world{}, err
	}
	found := world{
		Name: one.Name, File: one.File, Mesh: profile.Operator, Requests: one.Requests,
		Manifests: append([]*unstructured.Unstructured{}, tested...), Others: append([]*unstructured.Unstructured{}, others...),
	}
	if len(one.When.DataPlane) > 0 {
		found.DataPlane = one.When.DataPlane[0]
	}
	return found, nil
}
