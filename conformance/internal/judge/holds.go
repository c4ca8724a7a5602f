package judge

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// Difference returns where a value does not hold what is wanted of it, empty if it holds everything: objects at least the
// wanted fields, lists an item for each of the wanted ones, in any order.
func Difference(want, have any) string {
	switch want := want.(type) {
	case map[string]any:
		fields, ok := have.(map[string]any)
		if !ok {
			return fmt.Sprintf(": want an object, got %s", show(have))
		}
		for _, name := range slices.Sorted(maps.Keys(want)) {
			if difference := Difference(want[name], fields[name]); difference != "" {
				return "." + name + difference
			}
		}
		return ""
	case []any:
		return missingItem(want, have)
	default:
		if number(want) == number(have) {
			return ""
		}
		return fmt.Sprintf(": want %s, got %s", show(want), show(have))
	}
}

func missingItem(want []any, have any) string {
	items, ok := have.([]any)
	if !ok {
		return fmt.Sprintf(": want a list, got %s", show(have))
	}
	for _, wanted := range want {
		if !slices.ContainsFunc(items, func(item any) bool { return Difference(wanted, item) == "" }) {
			return fmt.Sprintf(": no item holds %s, there are %s", show(wanted), show(items))
		}
	}
	return ""
}

// Part returns a complaint if none of the parts holds what is wanted. The nearest part is the one of the same name.
func Part(want map[string]any, parts []map[string]any) []string {
	nearest := ""
	for _, part := range parts {
		difference := Difference(want, part)
		if difference == "" {
			return nil
		}
		if name, ok := want["name"]; ok && part["name"] == name {
			nearest = cmp.Or(nearest, "; the one of this name differs in "+difference)
		}
	}
	return []string{fmt.Sprintf("no part holds %s%s", show(want), nearest)}
}

// number makes numbers comparable, whatever they were read as.
func number(value any) any {
	switch value := value.(type) {
	case int64:
		return float64(value)
	case int:
		return float64(value)
	default:
		return value
	}
}

func show(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(text)
}
