package box

import (
	"slices"
	"testing"
)

func TestUnexpected(t *testing.T) {
	said := []string{"port a is wrong", "port b is wrong"}
	tests := []struct {
		name           string
		expected, want []string
	}{
		{"nothing is expected", nil, said},
		{"one is expected", []string{"port a"}, []string{"port b is wrong"}},
		{"a part of both", []string{"is wrong"}, nil},
		{"what is not said", []string{"port a", "port b", "port c"}, []string{`nothing is said of "port c"`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := unexpected(said, test.expected); !slices.Equal(got, test.want) {
				t.Errorf("want %q, got %q", test.want, got)
			}
		})
	}
}
