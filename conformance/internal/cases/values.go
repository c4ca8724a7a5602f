package cases

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// OneOrMany is a text or a list of texts.
type OneOrMany []string

// UnmarshalJSON reads either form.
func (o *OneOrMany) UnmarshalJSON(content []byte) error {
	var one string
	if json.Unmarshal(content, &one) == nil {
		*o = OneOrMany{one}
		return nil
	}
	return json.Unmarshal(content, (*[]string)(o))
}

// Status is the expected status, one for all or one per backend.
type Status struct {
	All       int
	ByBackend map[string]int
}

// UnmarshalJSON reads either form.
func (s *Status) UnmarshalJSON(content []byte) error {
	if json.Unmarshal(content, &s.All) == nil {
		return nil
	}
	if err := json.Unmarshal(content, &s.ByBackend); err != nil {
		return fmt.Errorf("status is neither a number nor a number per backend: %w", err)
	}
	return nil
}

// Of returns the status expected of a backend.
func (s Status) Of(backend string) (int, bool) {
	if s.ByBackend == nil {
		return s.All, true
	}
	status, ok := s.ByBackend[backend]
	return status, ok
}

// Mirrors are the backends that receive a copy, of every request or of a share of them.
type Mirrors struct {
	Names  []string
	Shares map[string]float64 // nil: of every request
}

// UnmarshalJSON reads either form.
func (m *Mirrors) UnmarshalJSON(content []byte) error {
	if json.Unmarshal(content, &m.Names) == nil {
		return nil
	}
	if err := json.Unmarshal(content, &m.Shares); err != nil {
		return fmt.Errorf("mirrors is neither a list nor a share per backend: %w", err)
	}
	m.Names = slices.Sorted(maps.Keys(m.Shares))
	return nil
}
