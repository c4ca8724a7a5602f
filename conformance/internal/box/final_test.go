package box

import (
	"context"
	"testing"

	"cdk8s-ml-mesh/conformance/internal/node"
	"cdk8s-ml-mesh/conformance/internal/report"
)

// What is not final is so before anybody is asked: the box of these tests has nobody to ask.
func TestIsNotFinal(t *testing.T) {
	says := func(judge, text string) aspect {
		return aspect{stage: &stage{}, judge: judge, wrong: func(context.Context) []string { return []string{text} }}
	}
	tests := map[string][]aspect{
		"a pod may become ready":            {says(report.Conditions, "ResolvedRefs is False"), says(report.Pods, "Pod a is not ready")},
		"a Gateway waits for its addresses": {says(report.Conditions, "Programmed is False, AddressNotAssigned: no instances found")},
	}
	for name, waiting := range tests {
		if (&Box{Node: &node.Node{}}).isFinal(t.Context(), waiting, waiting) {
			t.Errorf("%s, and nobody waits for it", name)
		}
	}
}
