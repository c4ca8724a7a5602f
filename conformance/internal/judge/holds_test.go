package judge

import (
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

func document(t *testing.T, text string) any {
	t.Helper()
	var value any
	if err := yaml.Unmarshal([]byte(text), &value); err != nil {
		t.Fatal(err)
	}
	return value
}

func TestDifference(t *testing.T) {
	const have = "spec: { replicas: 2, strategy: { type: Recreate }, containers: [{ name: app }, { name: proxy, cpu: 100m, args: [a, b] }] }"
	tests := []struct{ want, difference string }{
		{"spec: {}", ""},
		{"spec: { replicas: 2 }", ""},
		{"spec: { containers: [{ name: proxy, args: [b] }] }", ""},
		{"spec: { containers: [{ name: proxy }, { name: app }] }", ""},
		{"spec: { replicas: 3 }", ".spec.replicas: want 3, got 2"},
		{"spec: { replicas: '2' }", `.spec.replicas: want "2", got 2`},
		{"spec: { paused: true }", ".spec.paused: want true, got null"},
		{"spec: { paused: null }", ""},
		{"spec: { strategy: { type: { a: b } } }", `.spec.strategy.type: want an object, got "Recreate"`},
		{"spec: { strategy: [] }", `.spec.strategy: want a list, got {"type":"Recreate"}`},
		{"spec: { containers: [{ name: app, cpu: 100m }] }", `.spec.containers: no item holds {"cpu":"100m","name":"app"}`},
	}
	for _, test := range tests {
		got := Difference(document(t, test.want), document(t, have))
		if got != test.difference && (test.difference == "" || !strings.HasPrefix(got, test.difference)) {
			t.Errorf("%s: want %q, got %q", test.want, test.difference, got)
		}
	}
}

func TestDifferenceIgnoresHowNumbersAreRead(t *testing.T) {
	for _, have := range []any{2, int64(2), 2.0} {
		if got := Difference(float64(2), have); got != "" {
			t.Errorf("%T: %s", have, got)
		}
	}
}

func TestPart(t *testing.T) {
	parts := []map[string]any{{"name": "a", "limit": 1.0}, {"name": "b", "limit": 2.0}}
	tests := []struct {
		want      map[string]any
		complaint string
	}{
		{map[string]any{"limit": 2.0}, ""},
		{map[string]any{"name": "a", "limit": 1.0}, ""},
		{map[string]any{"name": "a", "limit": 2.0}, `no part holds {"limit":2,"name":"a"}; the one of this name differs in .limit: want 2, got 1`},
		{map[string]any{"limit": 3.0}, `no part holds {"limit":3}`},
	}
	for _, test := range tests {
		if got := strings.Join(Part(test.want, parts), "\n"); got != test.complaint {
			t.Errorf("%v: want %q, got %q", test.want, test.complaint, got)
		}
	}
}
