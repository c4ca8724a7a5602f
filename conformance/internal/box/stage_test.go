package box

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"cdk8s-ml-mesh/conformance/internal/cases"
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
