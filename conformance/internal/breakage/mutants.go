package breakage

import (
	"encoding/json"
	"fmt"
	"os"

	"cdk8s-ml-mesh/conformance/internal/cases"
)

// Mutant is a case with a change that nobody has to notice: what becomes of its requests is written down. Without a change it is
// the case as it stands.
type Mutant struct {
	Name      string          `json:"name"`
	Case      string          `json:"case"` // a case file
	DataPlane cases.DataPlane `json:"dataPlane,omitempty"`
	Change    []Change        `json:"change"`
}

// LoadMutants reads a file of them.
func LoadMutants(file string) ([]cases.Case, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var mutants []Mutant
	if err := json.Unmarshal(content, &mutants); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	var all []cases.Case
	for _, mutant := range mutants {
		one, err := mutant.load()
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", file, mutant.Name, err)
		}
		all = append(all, one)
	}
	return all, nil
}

func (m Mutant) load() (cases.Case, error) {
	one, err := cases.Load(m.Case, m.DataPlane)
	if err != nil {
		return cases.Case{}, err
	}
	one.Name = m.Name
	if len(m.Change) > 0 {
		one.Mutate = Breakage{Change: m.Change}.edit
	}
	return one, nil
}
