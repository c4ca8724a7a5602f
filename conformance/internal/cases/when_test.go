package cases

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/Masterminds/semver/v3"
)

const forBoth = `about: callers in {dataPlane} mode
when: { dataPlane: [ambient, sidecar] }
manifests: ['{dataPlane}.yaml']
requests: [{ send: { source: 'callers-{dataPlane}/frontend', url: 'http://model/' }, expect: { status: 200 } }]
`

func TestEveryDataPlane(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "callers.yaml")
	if err := os.WriteFile(file, []byte(forBoth), 0o644); err != nil {
		t.Fatal(err)
	}
	all, err := LoadAll(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names, sources, paths []string
	for _, one := range all {
		names = append(names, one.Name)
		sources = append(sources, one.Requests[0].Send.Source)
		paths = append(paths, filepath.Base(one.Manifests[0]))
	}
	if want := []string{"callers/ambient", "callers/sidecar"}; !slices.Equal(names, want) {
		t.Errorf("names: %v", names)
	}
	if want := []string{"callers-ambient/frontend", "callers-sidecar/frontend"}; !slices.Equal(sources, want) {
		t.Errorf("sources: %v", sources)
	}
	if want := []string{"ambient.yaml", "sidecar.yaml"}; !slices.Equal(paths, want) {
		t.Errorf("manifests: %v", paths)
	}
	if one, err := Load(file, Sidecar); err != nil || !slices.Equal(one.When.DataPlane, []DataPlane{Sidecar}) {
		t.Errorf("the one for sidecars: %+v, %v", one.When, err)
	}
	if _, err := Load(file, ""); err == nil {
		t.Error("one case of two is not named")
	}
}

func TestForIstio(t *testing.T) {
	all := []Case{{Name: "any"}, {Name: "new", When: When{Istio: ">=1.31"}}, {Name: "old", When: When{Istio: ">=1.29 <1.31"}}}
	tests := []struct {
		version string
		want    []string
	}{
		{"1.30.3", []string{"any", "old"}},
		{"1.31.0", []string{"any", "new"}},
		{"1.31.1", []string{"any", "new"}},
	}
	for _, test := range tests {
		holding, others := ForIstio(all, semver.MustParse(test.version))
		var names []string
		for _, one := range holding {
			names = append(names, one.Name)
		}
		if !slices.Equal(names, test.want) || len(others) != len(all)-len(names) {
			t.Errorf("%s: got %v and %d others", test.version, names, len(others))
		}
	}
}
