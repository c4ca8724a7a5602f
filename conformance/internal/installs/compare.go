package installs

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// comparison counts values and collects those that differ.
type comparison struct {
	values int
	wrong  []string
}

// hasAll compares every value of the wanted document with that at the same place.
func (c *comparison) hasAll(place string, wanted, got map[string]any) {
	for _, key := range slices.Sorted(maps.Keys(wanted)) {
		c.has(place+"."+key, wanted[key], got[key])
	}
}

// has compares a value, or those of a map. Lists must be equal; null is for what must not be there.
func (c *comparison) has(place string, wanted, got any) {
	if fields, ok := wanted.(map[string]any); ok && len(fields) > 0 {
		found, _ := got.(map[string]any)
		c.hasAll(place, fields, found)
		return
	}
	c.values++
	if !reflect.DeepEqual(plain(wanted), plain(got)) {
		c.wrong = append(c.wrong, fmt.Sprintf("%s: want %s, got %s", place, text(wanted), text(got)))
	}
}

// plain makes numbers of one kind.
func plain(value any) any {
	var same any
	content, err := json.Marshal(value)
	if err != nil || json.Unmarshal(content, &same) != nil {
		return value
	}
	return same
}

func text(value any) string {
	content, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(content)
}
