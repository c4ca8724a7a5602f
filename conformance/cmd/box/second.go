package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/report"
)

// secondVariable names the cases of a second try to the process inside, a line each.
const secondVariable = "CDK8S_ML_MESH_SECOND_TRY"

// secondTries is how many failed cases are tried again at most: more of them are no matter of timing.
const secondTries = 8

// secondTry runs what failed once more, in boxes of its own. A case that passes then is unsteady, which is told.
func (o options) secondTry(boxes []report.Box) ([]report.Box, error) {
	failed := toTryAgain(boxes)
	for _, profile := range slices.Sorted(maps.Keys(failed)) {
		names := failed[profile]
		fmt.Printf("second try, profile %s: %s\n", profile, strings.Join(names, " "))
		again, err := o.rerun(profile, secondVariable+"="+strings.Join(names, "\n"))
		if err != nil {
			return nil, err
		}
		boxes = report.Replace(boxes, again)
	}
	return boxes, nil
}

// toTryAgain returns the cases that failed, by profile, or none if they are too many.
func toTryAgain(boxes []report.Box) map[string][]string {
	failed, count := map[string][]string{}, 0
	for _, box := range boxes {
		for _, result := range box.Results {
			if result.Failed() {
				failed[result.Profile] = append(failed[result.Profile], result.Case)
				count++
			}
		}
	}
	if count > secondTries {
		return nil
	}
	return failed
}

// ofThisTry leaves the cases that are tried again, or all at the first try.
func ofThisTry(all []cases.Case) []cases.Case {
	second := os.Getenv(secondVariable)
	if second == "" {
		return all
	}
	names := strings.Split(second, "\n")
	return slices.DeleteFunc(all, func(one cases.Case) bool { return !slices.Contains(names, one.Name) })
}
