package box

import (
	"context"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"cdk8s-ml-mesh/conformance/internal/cases"
)

func TestStillness(t *testing.T) {
	mutate := func(objects []*unstructured.Unstructured) ([]*unstructured.Unstructured, error) { return objects, nil }
	says := func(stage *stage, text string) []aspect {
		return []aspect{{stage: stage, wrong: func(context.Context) []string { return []string{text} }}}
	}
	mutant, original := &stage{Case: cases.Case{Mutate: mutate}}, &stage{}
	long := time.Now().Add(-2 * stillLimit)
	tests := []struct {
		name    string
		still   stillness
		waiting []aspect
		over    bool
	}{
		{"the first look", stillness{}, says(mutant, "a"), false},
		{"the same for long", stillness{"a", long}, says(mutant, "a"), true},
		{"the same for a while", stillness{"a", time.Now()}, says(mutant, "a"), false},
		{"something else", stillness{"b", long}, says(mutant, "a"), false},
		{"a case as it stands", stillness{"a", long}, says(original, "a"), false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if over := test.still.isOver(t.Context(), test.waiting); over != test.over {
				t.Errorf("want %v, got %v", test.over, over)
			}
		})
	}
}
