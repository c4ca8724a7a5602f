package report

import (
	"fmt"
	"io"
	"slices"
)

// Replace puts the results of a second try in the place of what failed at the first, and keeps what was wrong there.
func Replace(boxes []Box, second Box) []Box {
	replaced := slices.Clone(boxes)
	for at, box := range replaced {
		replaced[at].Results = slices.Clone(box.Results)
		for of, first := range box.Results {
			again := slices.IndexFunc(second.Results, func(result Result) bool { return result.Case == first.Case && result.Profile == first.Profile })
			if first.Failed() && again >= 0 {
				replaced[at].Results[of] = second.Results[again]
				replaced[at].Results[of].FirstTry = first.Complaints
			}
		}
	}
	return replaced
}

// Unsteady says which cases passed at the second try only, and what was wrong at the first.
func Unsteady(w io.Writer, results []Result) {
	for _, result := range results {
		if len(result.FirstTry) == 0 || result.Failed() {
			continue
		}
		fmt.Fprintf(w, "unsteady: %s passed at the second try\n", result.Case)
		writeComplaints(w, result.FirstTry)
	}
}
