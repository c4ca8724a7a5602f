// Package conditions judges what controllers wrote into the status of Gateways and routes.
package conditions

import (
	"fmt"
	"slices"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/cluster"
)

// condition is one condition of an object, wherever in the status it stands.
type condition struct {
	listener                      string
	kind, status, reason, message string
	generation                    int64
}

// routes are the kinds whose status lists parents.
var routes = []string{"HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "InferencePool", "BackendTLSPolicy"}

// Judges reports whether the status of the kind is judged.
func Judges(kind string) bool { return kind == "Gateway" || slices.Contains(routes, kind) }

// Wrong returns what is wrong with the status of a Gateway or route: every condition that means success must be True, except
// for those that are expected otherwise.
func Wrong(object *unstructured.Unstructured, expected []cases.Condition) []string {
	name := cluster.Name(object)
	expected = slices.DeleteFunc(slices.Clone(expected), func(e cases.Condition) bool { return e.Object != name })
	found, wrong := read(object)
	for _, one := range found {
		if one.generation < object.GetGeneration() {
			wrong = append(wrong, fmt.Sprintf("%s: %s is of an older generation", where(name, one.listener), one.kind))
		}
		if matches(expected, one) == nil && one.status != "True" {
			wrong = append(wrong, fmt.Sprintf("%s: %s is %s, %s: %s", where(name, one.listener), one.kind, one.status, one.reason, one.message))
		}
	}
	for _, want := range expected {
		wrong = append(wrong, unmet(want, found)...)
	}
	return wrong
}

func where(name, listener string) string {
	if listener == "" {
		return name
	}
	return name + " listener " + listener
}

func matches(expected []cases.Condition, one condition) *cases.Condition {
	for i, want := range expected {
		if want.Type == one.kind && want.Listener == one.listener {
			return &expected[i]
		}
	}
	return nil
}

func unmet(want cases.Condition, found []condition) []string {
	got := "missing"
	for _, one := range found {
		if one.kind != want.Type || one.listener != want.Listener {
			continue
		}
		if one.status == want.Status && (want.Reason == "" || one.reason == want.Reason) {
			return nil
		}
		got = one.status + ", " + one.reason + ": " + one.message
	}
	return []string{fmt.Sprintf("%s: want %s %s %s, it is %s", where(want.Object, want.Listener), want.Type, want.Status, want.Reason, got)}
}

// read returns the conditions that mean success, and what is missing.
func read(object *unstructured.Unstructured) ([]condition, []string) {
	if object.GetKind() == "Gateway" {
		return readGateway(object)
	}
	return readRoute(object)
}

func readGateway(gateway *unstructured.Unstructured) ([]condition, []string) {
	found := parse(gateway.Object, "", "status", "conditions")
	wrong := lacking(found, cluster.Name(gateway), "Accepted", "Programmed")
	wanted, _, _ := unstructured.NestedSlice(gateway.Object, "spec", "listeners")
	listeners, _, _ := unstructured.NestedSlice(gateway.Object, "status", "listeners")
	if len(listeners) < len(wanted) {
		wrong = append(wrong, cluster.Name(gateway)+": not every listener has a status")
	}
	for _, listener := range listeners {
		if fields, ok := listener.(map[string]any); ok {
			name, _, _ := unstructured.NestedString(fields, "name")
			found = append(found, parse(fields, name, "conditions")...)
		}
	}
	return found, wrong
}

func readRoute(route *unstructured.Unstructured) ([]condition, []string) {
	wanted, _, _ := unstructured.NestedSlice(route.Object, "spec", "parentRefs")
	parents, _, _ := unstructured.NestedSlice(route.Object, "status", "parents")
	var wrong []string
	if len(parents) < len(wanted) {
		wrong = append(wrong, cluster.Name(route)+": not every parent has a status")
	}
	var found []condition
	for _, parent := range parents {
		fields, ok := parent.(map[string]any)
		if !ok {
			continue
		}
		of := parse(fields, "", "conditions")
		wrong = append(wrong, lacking(of, cluster.Name(route), "Accepted", "ResolvedRefs")...)
		found = append(found, of...)
	}
	return found, wrong
}

func lacking(found []condition, name string, kinds ...string) []string {
	var wrong []string
	for _, kind := range kinds {
		if !slices.ContainsFunc(found, func(one condition) bool { return one.kind == kind }) {
			wrong = append(wrong, fmt.Sprintf("%s: no condition %s", name, kind))
		}
	}
	return wrong
}

// success are the conditions that should be True. Others, such as Conflicted, say the opposite or are notes.
var success = []string{"Accepted", "Programmed", "ResolvedRefs"}

func parse(object map[string]any, listener string, path ...string) []condition {
	list, _, _ := unstructured.NestedSlice(object, path...)
	var found []condition
	for _, item := range list {
		fields, ok := item.(map[string]any)
		if !ok {
			continue
		}
		text := func(name string) string {
			value, _, _ := unstructured.NestedString(fields, name)
			return value
		}
		generation, _, _ := unstructured.NestedInt64(fields, "observedGeneration")
		if slices.Contains(success, text("type")) {
			found = append(found, condition{listener, text("type"), text("status"), text("reason"), text("message"), generation})
		}
	}
	return found
}
