package controlplane

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"

	"cdk8s-ml-mesh/conformance/internal/cluster"
	"cdk8s-ml-mesh/conformance/internal/process"
)

const rootNamespace = "istio-system"

// install is what `istioctl manifest generate` makes of a profile.
type install struct {
	objects []*unstructured.Unstructured
}

func (p *Plane) renderInstall(ctx context.Context) error {
	operator, err := yaml.Marshal(map[string]any{
		"apiVersion": "install.istio.io/v1alpha1",
		"kind":       "IstioOperator",
		"spec":       p.profile.Operator,
	})
	if err != nil {
		return err
	}
	if err := os.WriteFile(p.path("operator.yaml"), operator, 0o644); err != nil {
		return err
	}
	log := filepath.Join(p.folders.Logs, "istioctl-manifest-generate.log")
	err = process.Run(ctx, process.Spec{
		Name: "istioctl manifest generate",
		Path: filepath.Join(p.folders.Tools, "istioctl"),
		Args: []string{"manifest", "generate", "-f", p.path("operator.yaml"), "-o", p.path("install")},
		Log:  log,
	})
	if err != nil {
		return err
	}
	objects, err := cluster.ReadManifests(p.path("install"))
	p.install = &install{objects: objects}
	return err
}

func (i *install) ofKind(kinds ...string) []*unstructured.Unstructured {
	var found []*unstructured.Unstructured
	for _, object := range i.objects {
		for _, kind := range kinds {
			if object.GetKind() == kind {
				found = append(found, object)
			}
		}
	}
	return found
}

// applySettings applies what istiod reads. Istiod itself runs as a process here, so its Deployment stays out.
func (p *Plane) applySettings(ctx context.Context) error {
	namespace := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": rootNamespace},
	}}
	objects := append([]*unstructured.Unstructured{namespace}, p.install.ofKind("ConfigMap", "ServiceAccount", "Service")...)
	for _, object := range objects {
		if err := adaptSettings(object); err != nil {
			return err
		}
		if _, err := p.Cluster.Apply(ctx, object); err != nil {
			return fmt.Errorf("apply %s: %w", cluster.Name(object), err)
		}
	}
	return nil
}

// adaptSettings removes the Prometheus provider: its stats filter exists only in Istio's own Envoy build.
func adaptSettings(object *unstructured.Unstructured) error {
	if object.GetKind() != "ConfigMap" {
		return nil
	}
	text, found, err := unstructured.NestedString(object.Object, "data", "mesh")
	if err != nil || !found {
		return err
	}
	mesh := map[string]any{}
	if err := yaml.Unmarshal([]byte(text), &mesh); err != nil {
		return err
	}
	unstructured.RemoveNestedField(mesh, "defaultProviders", "metrics")
	adapted, err := yaml.Marshal(mesh)
	if err != nil {
		return err
	}
	return unstructured.SetNestedField(object.Object, string(adapted), "data", "mesh")
}

func (p *Plane) applyCRDs(ctx context.Context) error {
	objects, err := cluster.ReadManifests(filepath.Join(p.folders.CRDs, "common"), filepath.Join(p.folders.CRDs, string(p.profile.Channel)))
	if err != nil {
		return err
	}
	for _, object := range objects {
		if object.GetKind() != "CustomResourceDefinition" {
			continue
		}
		if _, err := p.Cluster.Apply(ctx, object); err != nil {
			return fmt.Errorf("apply %s: %w", cluster.Name(object), err)
		}
	}
	return nil
}
