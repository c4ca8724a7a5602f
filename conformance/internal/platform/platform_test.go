package platform

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"cdk8s-ml-mesh/conformance/internal/controlplane"
)

// write makes files below a new folder.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func fallback() controlplane.Profile {
	return controlplane.Profile{Name: "platforms", Channel: controlplane.Standard, Operator: map[string]any{"profile": "ambient"}}
}

func TestPlatformsOfOneMeshShareIt(t *testing.T) {
	const operator = "kind: IstioOperator\nspec:\n  revision: canary\n  meshConfig: { trustDomain: td }\n"
	root := write(t, map[string]string{
		"1/manifests.yaml": "", "1/target.json": `{"clusterDomain":"cluster.local"}`,
		"2/manifests.yaml": "", "2/target.json": `{"experimental":true,"clusterDomain":"cluster.local"}`,
		"3/manifests.yaml": "", "3/target.json": `{"clusterDomain":"cluster.local"}`,
		"4/manifests.yaml": "", "4/target.json": `{"clusterDomain":"k8s.example","revision":"r131"}`,
		"5/manifests.yaml": "", "5/target.json": `{"clusterDomain":"cluster.local","revision":"canary"}`, "5/istio-operator.yaml": operator,
		"not-a-platform/target.json": "{}",
	})
	all, err := LoadAll(root, fallback())
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, one := range all.Cases {
		got[one.Name] = one.When.Profile
		if !one.Closed {
			t.Errorf("%s is not closed", one.Name)
		}
	}
	if want := map[string]string{"1": "mesh-1", "2": "mesh-2", "3": "mesh-1", "4": "mesh-3", "5": "mesh-4"}; !reflect.DeepEqual(got, want) {
		t.Errorf("want %v, got %v", want, got)
	}
	proxy := func(domain string) map[string]any {
		return map[string]any{"global": map[string]any{"proxy": map[string]any{"clusterDomain": domain}}}
	}
	profiles := map[string]controlplane.Profile{
		"mesh-1": {Channel: controlplane.Standard, Operator: map[string]any{"profile": "ambient", "values": proxy("cluster.local")}},
		"mesh-2": {Channel: controlplane.Experimental, Operator: map[string]any{"profile": "ambient", "values": proxy("cluster.local")}},
		"mesh-3": {Channel: controlplane.Standard, Operator: map[string]any{"profile": "ambient", "revision": "r131", "values": proxy("k8s.example")}},
		"mesh-4": {Channel: controlplane.Standard, Operator: map[string]any{
			"revision": "canary", "meshConfig": map[string]any{"trustDomain": "td"}, "values": proxy("cluster.local"),
		}},
	}
	for name, want := range profiles {
		want.Name, want.About = name, all.Profiles[name].About
		if !reflect.DeepEqual(all.Profiles[name], want) {
			t.Errorf("want %+v, got %+v", want, all.Profiles[name])
		}
	}
}

func TestPods(t *testing.T) {
	root := write(t, map[string]string{
		"1/manifests.yaml": "",
		"1/pods.json": `[
			{"namespace":"ml","workloadName":"Llama 3","serviceAccountName":"llama","podMetadata":{"labels":{"app":"llama"},"annotations":{"a":"b"}}},
			{"namespace":"ml","serviceAccountName":"bert","podMetadata":{"labels":{}}}
		]`,
	})
	all, err := LoadAll(root, fallback())
	if err != nil {
		t.Fatal(err)
	}
	pods := all.Cases[0].Pods
	if len(pods) != 2 {
		t.Fatalf("want 2 pods, got %d", len(pods))
	}
	want := map[string]any{
		"apiVersion": "v1", "kind": "Pod",
		"metadata": map[string]any{
			"name": "workload-0", "namespace": "ml",
			"labels": map[string]any{"app": "llama"}, "annotations": map[string]any{"a": "b"},
		},
		"spec": map[string]any{
			"serviceAccountName": "llama",
			"containers":         []any{map[string]any{"name": "app", "image": "app"}},
		},
	}
	if !reflect.DeepEqual(pods[0].Object, want) {
		t.Errorf("want %v, got %v", want, pods[0].Object)
	}
	if pods[1].GetName() != "workload-1" {
		t.Errorf("want a name of its own, got %s", pods[1].GetName())
	}
}

func TestUnreadable(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"an empty folder", nil, "no platform below"},
		{"a target", map[string]string{"1/manifests.yaml": "", "1/target.json": "{"}, "1: unexpected end"},
		{"pods", map[string]string{"1/manifests.yaml": "", "1/pods.json": "{}"}, "1: json: cannot unmarshal object"},
		{"install settings", map[string]string{"1/manifests.yaml": "", "1/istio-operator.yaml": "["}, "1: error converting YAML"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := LoadAll(write(t, test.files), fallback()); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("want an error with %q, got %v", test.want, err)
			}
		})
	}
}

func TestTheFallbackStaysAsItIs(t *testing.T) {
	root := write(t, map[string]string{"1/manifests.yaml": "", "1/target.json": `{"clusterDomain":"k8s.example","revision":"r131"}`})
	given := fallback()
	if _, err := Profile(root, "1", given); err != nil {
		t.Fatal(err)
	}
	if want := fallback(); !reflect.DeepEqual(given, want) {
		t.Errorf("want %v, got %v", want, given)
	}
}
