// Package breakage spoils cases on purpose: a harness that lets a spoiled case pass proves nothing.
package breakage

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	jsonpatch "github.com/evanphx/json-patch/v5"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"

	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/cluster"
	"cdk8s-ml-mesh/conformance/internal/report"
)

// Breakage is one file: a case, what is spoiled in its manifests, and who must notice.
type Breakage struct {
	About string `json:"about"`
	Case  string `json:"case"` // a case file, relative to this one
	// DataPlane chooses one of the data planes that the case holds for.
	DataPlane cases.DataPlane `json:"dataPlane,omitempty"`
	// Only names the requests that are sent; none: all of them.
	Only   []string `json:"only,omitempty"`
	Change []Change `json:"change"`
	Caught Caught   `json:"caught"`
}

// Change spoils the manifests in one way.
type Change struct {
	Object string          `json:"object,omitempty"` // Kind/namespace/name
	Delete bool            `json:"delete,omitempty"`
	Patch  json.RawMessage `json:"patch,omitempty"` // a JSON patch
	Add    map[string]any  `json:"add,omitempty"`   // an object
}

// Caught is the complaint that must come.
type Caught struct {
	By      string `json:"by"`
	Message string `json:"message"`
}

// LoadAll reads the breakages of a folder. The cases it returns carry their changes with them.
func LoadAll(folder string) ([]cases.Case, map[string]Caught, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil {
		return nil, nil, err
	}
	var spoiled []cases.Case
	caught := map[string]Caught{}
	for _, file := range files {
		one, breakage, err := load(file)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", file, err)
		}
		spoiled = append(spoiled, one)
		caught[one.Name] = breakage.Caught
	}
	return spoiled, caught, nil
}

func load(file string) (cases.Case, Breakage, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return cases.Case{}, Breakage{}, err
	}
	var breakage Breakage
	if err := yaml.UnmarshalStrict(content, &breakage); err != nil {
		return cases.Case{}, Breakage{}, err
	}
	one, err := cases.Load(filepath.Join(filepath.Dir(file), breakage.Case), breakage.DataPlane)
	if err != nil {
		return cases.Case{}, Breakage{}, err
	}
	one.Name = "breakages/" + strings.TrimSuffix(filepath.Base(file), ".yaml")
	one.About = breakage.About
	one.Edit = breakage.edit
	one.Requests, err = breakage.requests(one.Requests)
	return one, breakage, err
}

func (b Breakage) requests(all []cases.Request) ([]cases.Request, error) {
	if len(b.Only) == 0 {
		return all, nil
	}
	var kept []cases.Request
	for _, name := range b.Only {
		index := slices.IndexFunc(all, func(request cases.Request) bool { return request.Name == name })
		if index < 0 {
			return nil, fmt.Errorf("the case has no request %q", name)
		}
		kept = append(kept, all[index])
	}
	return kept, nil
}

func (b Breakage) edit(objects []*unstructured.Unstructured) ([]*unstructured.Unstructured, error) {
	for _, change := range b.Change {
		var err error
		if objects, err = change.apply(objects); err != nil {
			return nil, err
		}
	}
	return objects, nil
}

func (c Change) apply(objects []*unstructured.Unstructured) ([]*unstructured.Unstructured, error) {
	if c.Add != nil {
		return append(objects, &unstructured.Unstructured{Object: c.Add}), nil
	}
	index := slices.IndexFunc(objects, func(object *unstructured.Unstructured) bool { return cluster.Name(object) == c.Object })
	if index < 0 {
		return nil, fmt.Errorf("the case has no %s", c.Object)
	}
	if c.Delete {
		return slices.Delete(objects, index, index+1), nil
	}
	return objects, c.patch(objects[index])
}

func (c Change) patch(object *unstructured.Unstructured) error {
	patch, err := jsonpatch.DecodePatch(c.Patch)
	if err != nil {
		return err
	}
	before, err := object.MarshalJSON()
	if err != nil {
		return err
	}
	after, err := patch.Apply(before)
	if err != nil {
		return err
	}
	return object.UnmarshalJSON(after)
}

// Judge turns the result of a spoiled case around: it fails unless the expected complaint came.
func Judge(result report.Result, want Caught) report.Result {
	found := slices.ContainsFunc(result.Complaints, func(complaint report.Complaint) bool {
		return complaint.Judge == want.By && strings.Contains(complaint.Text, want.Message)
	})
	if found {
		result.Complaints = nil
		return result
	}
	result.Complain(report.Harness, fmt.Sprintf("not caught: no complaint by %s with %q", want.By, want.Message))
	return result
}
