// Package workload adds what manifests take for granted: namespaces, service accounts, and pods behind Services whose
// Deployment belongs to somebody else.
package workload

import (
	"slices"

	discovery "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/types"

	"cdk8s-ml-mesh/conformance/internal/node"
)

// Missing returns the objects that the given ones need and that are not among them, in the order to apply them. Sources are
// the service accounts that requests come from.
func Missing(objects []*unstructured.Unstructured, sources []types.NamespacedName) []*unstructured.Unstructured {
	world := &world{objects: slices.Clone(objects)}
	world.addPods()
	world.addCallers(sources)
	world.addAccounts()
	world.addNamespaces()
	slices.Reverse(world.added) // namespaces first, pods last
	return world.added
}

// world is a set of objects that grows until it is closed.
type world struct {
	objects []*unstructured.Unstructured
	added   []*unstructured.Unstructured
}

func (w *world) add(object *unstructured.Unstructured) {
	w.objects = append(w.objects, object)
	w.added = append(w.added, object)
}

func (w *world) find(kind, namespace, name string) *unstructured.Unstructured {
	for _, object := range w.objects {
		if object.GetKind() == kind && object.GetNamespace() == namespace && object.GetName() == name {
			return object
		}
	}
	return nil
}

func (w *world) ofKind(kind string) []*unstructured.Unstructured {
	return slices.DeleteFunc(slices.Clone(w.objects), func(object *unstructured.Unstructured) bool { return object.GetKind() != kind })
}

// addPods gives every selector a pod. The narrowest selectors come first: a Service for all versions then finds those of
// the versions.
func (w *world) addPods() {
	backends := w.backends()
	slices.SortStableFunc(backends, func(a, b backend) int { return len(b.selector) - len(a.selector) })
	for _, backend := range backends {
		if !w.isSelected(backend) && !w.hasEndpoints(backend) {
			w.add(w.podFor(backend))
		}
	}
}

// isSelected reports whether a pod, or the template of one, carries the selector's labels.
func (w *world) isSelected(backend backend) bool {
	selector := labels.SelectorFromSet(backend.selector)
	for _, object := range w.objects {
		if object.GetNamespace() == backend.namespace && selector.Matches(labels.Set(podLabels(object))) {
			return true
		}
	}
	return false
}

// hasEndpoints reports whether an EndpointSlice says already where the Service leads.
func (w *world) hasEndpoints(backend backend) bool {
	return slices.ContainsFunc(w.ofKind("EndpointSlice"), func(slice *unstructured.Unstructured) bool {
		return slice.GetNamespace() == backend.namespace && slice.GetLabels()[discovery.LabelServiceName] == backend.name
	})
}

// podLabels are the labels of the pods that an object makes, nil if it makes none.
func podLabels(object *unstructured.Unstructured) map[string]string {
	switch object.GetKind() {
	case "Pod":
		return nonNil(object.GetLabels())
	case "Deployment", "StatefulSet", "ReplicaSet", "Job":
		template, _, _ := unstructured.NestedStringMap(object.Object, "spec", "template", "metadata", "labels")
		return nonNil(template)
	default:
		return nil
	}
}

func nonNil(values map[string]string) map[string]string {
	if values == nil {
		return map[string]string{}
	}
	return values
}

// addCallers gives every source that no pod runs as a pod that offers nothing.
func (w *world) addCallers(sources []types.NamespacedName) {
	for _, source := range sources {
		if !w.runs(source) {
			w.add(pod(source.Namespace, "caller-"+source.Name, source.Name, map[string]string{"app": "caller-" + source.Name}, nil))
		}
	}
}

func (w *world) runs(account types.NamespacedName) bool {
	return slices.ContainsFunc(w.objects, func(object *unstructured.Unstructured) bool {
		return podLabels(object) != nil && object.GetNamespace() == account.Namespace && accountOf(object) == account.Name
	})
}

// accountOf is the service account of the pods that an object makes.
func accountOf(object *unstructured.Unstructured) string {
	path := []string{"spec", "template", "spec", "serviceAccountName"}
	if object.GetKind() == "Pod" {
		path = []string{"spec", "serviceAccountName"}
	}
	name, _, _ := unstructured.NestedString(object.Object, path...)
	if name == "" {
		return defaultAccount
	}
	return name
}

const defaultAccount = "default" // made by a real controller

func (w *world) addAccounts() {
	for _, object := range slices.Clone(w.objects) {
		if podLabels(object) == nil {
			continue
		}
		name := accountOf(object)
		if name != defaultAccount && w.find("ServiceAccount", object.GetNamespace(), name) == nil {
			w.add(newObject("v1", "ServiceAccount", object.GetNamespace(), name))
		}
	}
}

// systemNamespaces exist in every box.
var systemNamespaces = []string{"", "default", "kube-system", "istio-system"}

func (w *world) addNamespaces() {
	for _, object := range slices.Clone(w.objects) {
		name := object.GetNamespace()
		if !slices.Contains(systemNamespaces, name) && w.find("Namespace", "", name) == nil {
			w.add(newObject("v1", "Namespace", "", name))
		}
	}
}

func newObject(apiVersion, kind, namespace, name string) *unstructured.Unstructured {
	object := &unstructured.Unstructured{}
	object.SetAPIVersion(apiVersion)
	object.SetKind(kind)
	object.SetNamespace(namespace)
	object.SetName(name)
	return object
}

func pod(namespace, name, account string, podLabels map[string]string, ports []any) *unstructured.Unstructured {
	object := newObject("v1", "Pod", namespace, name)
	object.SetLabels(podLabels)
	container := map[string]any{"name": "app", "image": "app"}
	if len(ports) > 0 {
		container["ports"] = ports
	}
	object.Object["spec"] = map[string]any{"serviceAccountName": account, "containers": []any{container}}
	return object
}

func withWorkload(selector map[string]string, name string) map[string]string {
	result := map[string]string{node.WorkloadLabel: name}
	for key, value := range selector {
		result[key] = value
	}
	return result
}
