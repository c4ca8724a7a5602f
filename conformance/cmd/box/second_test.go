package main

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/report"
)

func TestToTryAgain(t *testing.T) {
	failed := func(profile string, count int) report.Box {
		box := report.Box{Results: []report.Result{{Case: "fine", Profile: profile}}}
		for i := range count {
			result := report.Result{Case: fmt.Sprint("late-", i), Profile: profile}
			result.Complain(report.Traffic, "503")
			box.Results = append(box.Results, result)
		}
		return box
	}
	tests := []struct {
		name  string
		boxes []report.Box
		want  map[string][]string
	}{
		{"nothing failed", []report.Box{failed("a", 0)}, nil},
		{"one of each profile", []report.Box{failed("a", 1), failed("b", 1)}, map[string][]string{"a": {"late-0"}, "b": {"late-0"}}},
		{"as many as may be", []report.Box{failed("a", 6), failed("b", 2)}, map[string][]string{
			"a": {"late-0", "late-1", "late-2", "late-3", "late-4", "late-5"}, "b": {"late-0", "late-1"},
		}},
		{"one too many", []report.Box{failed("a", 6), failed("b", 3)}, nil},
	}
	for _, test := range tests {
		got := toTryAgain(test.boxes)
		if !maps.EqualFunc(got, test.want, slices.Equal) {
			t.Errorf("%s: want %v, got %v", test.name, test.want, got)
		}
	}
}

func TestOfThisTry(t *testing.T) {
	all := func() []cases.Case { return []cases.Case{{Name: "a"}, {Name: "ab"}, {Name: "c"}} }
	if got := ofThisTry(all()); len(got) != 3 {
		t.Errorf("at the first try: %v", got)
	}
	t.Setenv(secondVariable, "c\nab")
	if got := ofThisTry(all()); len(got) != 2 || got[0].Name != "ab" || got[1].Name != "c" {
		t.Errorf("at the second: %v", got)
	}
}
