package breakage

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cdk8s-ml-mesh/conformance/internal/cluster"
)

func writeMutants(t *testing.T, text string) string {
	t.Helper()
	caseFile := filepath.Join(write(t, nil), "../case.yaml")
	file := filepath.Join(t.TempDir(), "mutants.json")
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(text, "CASE", caseFile)), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestLoadMutants(t *testing.T) {
	all, err := LoadMutants(writeMutants(t, `[
		{"name": "as it is", "case": "CASE", "dataPlane": "sidecar"},
		{"name": "1", "case": "CASE", "dataPlane": "ambient", "change": [{"object": "Route/ns/one", "delete": true}, {"add": {"kind": "Route", "metadata": {"name": "new"}}}]}
	]`))
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 2 || all[0].Name != "as it is" || all[1].Name != "1" || len(all[1].Requests) != 2 {
		t.Fatalf("got %+v", all)
	}
	if all[0].Mutate != nil {
		t.Error("a case without a change is mutated")
	}
	if all[1].Edit != nil || all[1].Mutate == nil {
		t.Fatal("a mutant is not edited before the box has completed the world, but mutated afterwards")
	}
	mutated, err := all[1].Mutate(objects())
	if err != nil {
		t.Fatal(err)
	}
	if len(mutated) != 2 || cluster.Name(mutated[0]) != "Route/ns/two" || cluster.Name(mutated[1]) != "Route/new" {
		t.Errorf("got %v", mutated)
	}
}

func TestLoadMutantsRefuses(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"no JSON", `{`, "unexpected end"},
		{"a case that is not there", `[{"name": "1", "case": "CASE.txt"}]`, "1: "},
		{"a case of two data planes", `[{"name": "1", "case": "CASE"}]`, "holds 2 cases"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := LoadMutants(writeMutants(t, test.text)); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("want an error with %q, got %v", test.want, err)
			}
		})
	}
}
