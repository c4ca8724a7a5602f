package box

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/cluster"
)

func TestWithout(t *testing.T) {
	objects := func() []*unstructured.Unstructured {
		var all []*unstructured.Unstructured
		for _, name := range []string{"a", "b", "c"} {
			object := &unstructured.Unstructured{}
			object.SetKind("Service")
			object.SetNamespace("serving")
			object.SetName(name)
			all = append(all, object)
		}
		return all
	}
	kept, err := without(objects(), []string{"Service/serving/b"})
	if err != nil || len(kept) != 2 || kept[0].GetName() != "a" || kept[1].GetName() != "c" {
		t.Errorf("want a and c, got %v, %v", kept, err)
	}
	if _, err := without(objects(), []string{"Service/other/b"}); err == nil {
		t.Error("an object that is not there is left out")
	}
}

func TestMutationLeavesTheWorld(t *testing.T) {
	file := filepath.Join(t.TempDir(), "manifests.yaml")
	text := `{apiVersion: v1, kind: Service, metadata: {name: model, namespace: ml}, spec: {selector: {app: model}, ports: [{port: 80}]}}`
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	none := func([]*unstructured.Unstructured) ([]*unstructured.Unstructured, error) { return nil, nil }
	tests := []struct {
		name string
		one  cases.Case
		pods int
	}{
		{"as it stands", cases.Case{}, 1},
		{"mutated", cases.Case{Mutate: none}, 1},
		{"edited", cases.Case{Edit: none}, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.one.Manifests = []string{file}
			_, others, err := Objects(test.one)
			if err != nil {
				t.Fatal(err)
			}
			pods := slices.DeleteFunc(others, func(object *unstructured.Unstructured) bool { return object.GetKind() != "Pod" })
			if len(pods) != test.pods {
				t.Errorf("want %d pods, got %v", test.pods, pods)
			}
		})
	}
}

func TestWeight(t *testing.T) {
	deployment := func(replicas any, labels, container map[string]any) *unstructured.Unstructured {
		return &unstructured.Unstructured{Object: map[string]any{
			"kind":     "Deployment",
			"metadata": map[string]any{"namespace": "serving"},
			"spec": map[string]any{
				"replicas": replicas,
				"template": map[string]any{"metadata": map[string]any{"labels": labels}, "spec": map[string]any{"containers": []any{container}}},
			},
		}}
	}
	server, picker := map[string]any{"args": []any{"serve"}}, map[string]any{"args": []any{"--v=1", "--pool-name=llama"}}
	injected, left := map[string]any{"sidecar.istio.io/inject": "true"}, map[string]any{"sidecar.istio.io/inject": "false"}
	sidecars, ambient := map[string]string{"istio-injection": "enabled"}, map[string]string{"istio.io/dataplane-mode": "ambient"}
	tests := []struct {
		name       string
		namespace  map[string]string
		deployment *unstructured.Unstructured
		want       int
	}{
		{"a server without a sidecar", ambient, deployment(float64(3), nil, server), 0},
		{"a server with one of its own", ambient, deployment(float64(3), injected, server), 3},
		{"a picker", ambient, deployment(float64(2), nil, picker), 2},
		{"sidecars of the namespace", sidecars, deployment(nil, nil, server), 1},
		{"scaled to none, but back in a moment", sidecars, deployment(float64(0), nil, server), 1},
		{"left out of its namespace", sidecars, deployment(float64(3), left, server), 0},
		{"config that fills every proxy", ambient, deployment(nil, nil, map[string]any{"args": []any{strings.Repeat("x", 3*bytesOfAProxy)}}), 3},
	}
	for _, test := range tests {
		namespace := labelled("Namespace", test.namespace)
		namespace.SetName("serving")
		one := &stage{tested: []*unstructured.Unstructured{namespace, test.deployment}}
		if got := one.item().Weight; got != test.want {
			t.Errorf("%s: want %d, got %d", test.name, test.want, got)
		}
	}
}

// Istiod believes the older of two Services of a pod.
func TestAssumedIsThereFirst(t *testing.T) {
	named := func(kind, name string) *unstructured.Unstructured { return object("v1", kind, "serving", name, nil) }
	staged := &stage{
		tested: []*unstructured.Unstructured{named("Pod", "tested"), named("Service", "tested")},
		others: []*unstructured.Unstructured{named("Pod", "assumed"), named("Service", "assumed")},
	}
	var order []string
	for _, one := range staged.arrivals() {
		order = append(order, cluster.Name(one))
	}
	want := []string{"Service/serving/assumed", "Service/serving/tested", "Pod/serving/assumed", "Pod/serving/tested"}
	if !slices.Equal(order, want) {
		t.Errorf("want %v, got %v", want, order)
	}
}

func TestOvertaken(t *testing.T) {
	var one stage
	one.unanswered.Add(2)
	behind := cases.Request{Send: cases.Send{Background: true}}
	for _, want := range []int{2, 1, 0} {
		if got := one.overtaken(cases.Request{}); got != want {
			t.Errorf("want %d, got %d", want, got)
		}
		one.overtaken(behind)
	}
}
