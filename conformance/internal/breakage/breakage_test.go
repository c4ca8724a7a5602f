package breakage

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/cluster"
	"cdk8s-ml-mesh/conformance/internal/report"
)

const (
	caseText = `about: a case
when: { dataPlane: [ambient, sidecar] }
manifests: ['{dataPlane}.yaml']
requests:
  - { name: first, send: { url: 'http://a/' }, expect: { status: 200 } }
  - { name: second, send: { url: 'http://b/' }, expect: { status: 200 } }
`
	caught = "caught: { by: traffic, message: m }\n"
)

// write writes the texts into a folder and returns that of the breakages.
func write(t *testing.T, breakages map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "case.yaml"), []byte(caseText), 0o644); err != nil {
		t.Fatal(err)
	}
	below := filepath.Join(folder, "breakages")
	if err := os.Mkdir(below, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range breakages {
		if err := os.WriteFile(filepath.Join(below, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return below
}

func objects() []*unstructured.Unstructured {
	var made []*unstructured.Unstructured
	for _, name := range []string{"one", "two"} {
		object := &unstructured.Unstructured{Object: map[string]any{"spec": map[string]any{"weight": int64(90)}}}
		object.SetAPIVersion("v1")
		object.SetKind("Route")
		object.SetNamespace("ns")
		object.SetName(name)
		made = append(made, object)
	}
	return made
}

func TestLoadAll(t *testing.T) {
	folder := write(t, map[string]string{"spoiled.yaml": `about: a weight
case: ../case.yaml
dataPlane: sidecar
only: [second]
change:
  - object: Route/ns/one
    patch: [{ op: replace, path: /spec/weight, value: 80 }]
  - { object: Route/ns/two, delete: true }
  - add: { apiVersion: v1, kind: Route, metadata: { name: three } }
` + caught})
	all, wanted, err := LoadAll(folder)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 1 || all[0].Name != "breakages/spoiled" || all[0].About != "a weight" {
		t.Fatalf("got %+v", all)
	}
	if want := (Caught{By: "traffic", Message: "m"}); wanted["breakages/spoiled"] != want {
		t.Errorf("caught: %+v", wanted)
	}
	if !slices.Equal(all[0].When.DataPlane, []cases.DataPlane{cases.Sidecar}) || len(all[0].Requests) != 1 || all[0].Requests[0].Name != "second" {
		t.Errorf("case: %+v", all[0])
	}
	edited, err := all[0].Edit(objects())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, object := range edited {
		names = append(names, cluster.Name(object))
	}
	if want := []string{"Route/ns/one", "Route/three"}; !slices.Equal(names, want) {
		t.Errorf("objects: %v", names)
	}
	if weight, _, _ := unstructured.NestedInt64(edited[0].Object, "spec", "weight"); weight != 80 {
		t.Errorf("weight: %d", weight)
	}
}

func TestLoadAllRefuses(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"an unknown key", "about: a\ncase: ../case.yaml\ndataPlane: sidecar\nchanges: []\n" + caught, "changes"},
		{"a case that is not there", "about: a\ncase: ../other.yaml\n" + caught, "other.yaml"},
		{"a case of two data planes", "about: a\ncase: ../case.yaml\n" + caught, "holds 2 cases"},
		{"a request that is not there", "about: a\ncase: ../case.yaml\ndataPlane: sidecar\nonly: [third]\n" + caught, `no request "third"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, _, err := LoadAll(write(t, map[string]string{"spoiled.yaml": test.text}))
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "spoiled.yaml") {
				t.Errorf("want an error of spoiled.yaml with %q, got %v", test.want, err)
			}
		})
	}
}

func TestEditRefuses(t *testing.T) {
	tests := []struct {
		name   string
		change Change
		want   string
	}{
		{"an object that is not there", Change{Object: "Route/ns/three", Delete: true}, "the case has no Route/ns/three"},
		{"a patch that is none", Change{Object: "Route/ns/one", Patch: []byte(`{}`)}, "cannot unmarshal"},
		{"a patch that does not fit", Change{Object: "Route/ns/one", Patch: []byte(`[{"op": "remove", "path": "/spec/absent"}]`)}, "absent"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Breakage{Change: []Change{test.change}}.edit(objects())
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("want an error with %q, got %v", test.want, err)
			}
		})
	}
}

func TestJudge(t *testing.T) {
	tests := []struct {
		name       string
		complaints []report.Complaint
		caught     bool
	}{
		{"the expected complaint", []report.Complaint{{Judge: "envoy", Text: "x"}, {Judge: "traffic", Text: "all of m here"}}, true},
		{"no complaint", nil, false},
		{"by another judge", []report.Complaint{{Judge: "envoy", Text: "m"}}, false},
		{"of something else", []report.Complaint{{Judge: "traffic", Text: "x"}}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			result := Judge(report.Result{Complaints: test.complaints}, Caught{By: "traffic", Message: "m"})
			if result.Failed() == test.caught {
				t.Errorf("got %v", result.Complaints)
			}
		})
	}
}

// TestEveryBreakage reads the real ones: a renamed case or request must not wait for a box to be found.
func TestEveryBreakage(t *testing.T) {
	all, _, err := LoadAll("../../breakages")
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("no breakages")
	}
}
