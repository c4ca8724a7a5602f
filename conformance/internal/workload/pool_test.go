package workload

import (
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

func pool(name string, spec map[string]any) *unstructured.Unstructured {
	object := newObject("inference.networking.k8s.io/v1", "InferencePool", "models", name)
	if spec != nil {
		object.Object["spec"] = spec
	}
	return object
}

func TestFillPools(t *testing.T) {
	long := strings.Repeat("n", 63)
	unknown, longest, known := pool("llama", nil), pool(long, nil), pool("known", map[string]any{"selector": map[string]any{}})
	other := newObject("v1", "Service", "models", "other")
	pickers := FillPools([]*unstructured.Unstructured{unknown, other, known, longest})
	if len(pickers) != 2 || pickers[0].GetName() != "llama-epp" || pickers[0].GetNamespace() != "models" || pickers[1].GetName() != long[:59]+"-epp" {
		t.Errorf("pickers: %v", pickers)
	}
	for object, want := range map[*unstructured.Unstructured]string{unknown: "llama-epp", longest: long[:59] + "-epp", known: ""} {
		if got, _, _ := unstructured.NestedString(object.Object, "spec", "endpointPickerRef", "name"); got != want {
			t.Errorf("%s: want the picker %q, got %q", object.GetName(), want, got)
		}
	}
	if _, has := other.Object["spec"]; has {
		t.Error("a Service is no pool")
	}
	if labels, _, _ := unstructured.NestedStringMap(unknown.Object, "spec", "selector", "matchLabels"); labels["app"] != "llama" {
		t.Errorf("labels: %v", labels)
	}
}
