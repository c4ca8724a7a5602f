package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"cdk8s-ml-mesh/conformance/internal/box"
	"cdk8s-ml-mesh/conformance/internal/cluster"
	"cdk8s-ml-mesh/conformance/internal/controlplane"
	"cdk8s-ml-mesh/conformance/internal/isolate"
)

// verdictsTopic stands for the profile of the box that only admits.
const verdictsTopic = "verdicts"

// question is an object whose admission is asked for.
type question struct {
	ID     string         `json:"id"`
	Object map[string]any `json:"object"`
}

// admission is what became of it.
type admission struct {
	ID string `json:"id"`
	// Refused is who refused it; nobody, if it was admitted.
	Refused cluster.Judge `json:"refused"`
	Message string        `json:"message,omitempty"`
	// OnlyApply is set where the object is refused at server-side apply and could be created otherwise.
	OnlyApply bool `json:"onlyApply,omitempty"`
}

// judgeAdmission asks the API server and istiod's webhook about objects, in a box of its own.
func (o options) judgeAdmission() (int, error) {
	if err := os.MkdirAll(o.report, 0o755); err != nil {
		return trouble, err
	}
	return isolate.Rerun(o.writePid, profileVariable+"="+verdictsTopic)
}

// insideVerdicts applies every object on trial, so that none sees another, and writes down what became of each.
func insideVerdicts(ctx context.Context, options options) (int, error) {
	content, err := os.ReadFile(options.verdicts)
	if err != nil {
		return trouble, err
	}
	var questions []question
	if err := json.Unmarshal(content, &questions); err != nil {
		return trouble, fmt.Errorf("%s: %w", options.verdicts, err)
	}
	profile, err := controlplane.LoadProfile(options.profiles, options.profile)
	if err != nil {
		return trouble, err
	}
	running, err := box.Start(ctx, options.home, filepath.Join(options.report, "logs", verdictsTopic), profile)
	if err != nil {
		return trouble, err
	}
	if err := makeNamespaces(ctx, running.Plane.Cluster, questions); err != nil {
		return trouble, err
	}
	admissions := make([]admission, 0, len(questions))
	for _, one := range questions {
		admissions = append(admissions, ask(ctx, running.Plane.Cluster, one))
	}
	written, err := json.MarshalIndent(admissions, "", "  ")
	if err != nil {
		return trouble, err
	}
	return passed, os.WriteFile(filepath.Join(options.report, "verdicts.json"), written, 0o644)
}

func ask(ctx context.Context, of *cluster.Cluster, one question) admission {
	object := &unstructured.Unstructured{Object: one.Object}
	if err := of.TryCreate(ctx, object); err != nil {
		return admission{ID: one.ID, Refused: cluster.RefusedBy(err), Message: err.Error()}
	}
	if err := of.Try(ctx, object); err != nil {
		return admission{ID: one.ID, Refused: cluster.RefusedBy(err), Message: err.Error(), OnlyApply: true}
	}
	return admission{ID: one.ID}
}

// makeNamespaces makes those that the objects are in, as far as their names can be names.
func makeNamespaces(ctx context.Context, to *cluster.Cluster, questions []question) error {
	made := map[string]bool{}
	for _, one := range questions {
		name, _, _ := unstructured.NestedString(one.Object, "metadata", "namespace")
		if name == "" || made[name] {
			continue
		}
		made[name] = true
		namespace := &unstructured.Unstructured{Object: map[string]any{
			"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": name},
		}}
		if _, err := to.Apply(ctx, namespace); err != nil && cluster.RefusedBy(err) == cluster.Nobody {
			return err
		}
	}
	return nil
}
