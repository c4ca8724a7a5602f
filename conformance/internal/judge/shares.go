package judge

import (
	"maps"
	"math"
	"slices"
	"strings"

	"cdk8s-ml-mesh/conformance/internal/caller"
	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/echo"
)

// sigmas is the width of the interval that a share may deviate from its expectation.
const sigmas = 5

// Count counts the answers of each backend, as the expectation names it.
func Count(expect cases.Expect, observed []caller.Observed) map[string]int {
	counts := map[string]int{}
	for _, one := range observed {
		counts[answerer(expect, one)]++
	}
	return counts
}

// Shares returns how the answers to many equal requests, and the copies of them, differ from the expected shares.
func Shares(expect cases.Expect, observed []caller.Observed) []string {
	var wrong complaints
	if expect.Split != nil {
		wrong.add(divided("split", expect.Split, Count(expect, observed), len(observed)))
	}
	if expect.Models != nil {
		wrong.add(divided("models", expect.Models, models(observed), len(observed)))
	}
	if expect.Mirrors != nil && expect.Mirrors.Shares != nil {
		wrong.add(mirrored(expect.Mirrors.Shares, observed))
	}
	return wrong
}

// models counts the models that the servers which answered were asked for.
func models(observed []caller.Observed) map[string]int {
	counts := map[string]int{}
	for _, one := range observed {
		if one.Answered != nil {
			counts[one.Answered.Model]++
		}
	}
	return counts
}

// divided compares counts with shares of the whole.
func divided(what string, shares map[string]float64, counts map[string]int, total int) []string {
	var wrong complaints
	for _, name := range slices.Sorted(maps.Keys(shares)) {
		share, count := shares[name], counts[name]
		wrong.unless(Plausible(share, count, total), "%s: want %v of %d for %s, got %d", what, share, total, name, count)
		delete(counts, name)
	}
	wrong.unless(len(counts) == 0, "%s: %s answered without a share", what, strings.Join(slices.Sorted(maps.Keys(counts)), ", "))
	return wrong
}

// mirrored compares how many of the requests each mirror received.
func mirrored(shares map[string]float64, observed []caller.Observed) []string {
	var wrong complaints
	for _, mirror := range slices.Sorted(maps.Keys(shares)) {
		count := 0
		for _, one := range observed {
			if slices.ContainsFunc(one.Receipts, func(receipt echo.Receipt) bool { return receipt.Backend.Is(mirror) }) {
				count++
			}
		}
		wrong.unless(Plausible(shares[mirror], count, len(observed)), "mirrors: want %v of %d for %s, got %d", shares[mirror], len(observed), mirror, count)
	}
	return wrong
}

// Plausible reports whether count of total lies within five standard deviations of the share. A share of 0 or 1 is exact.
func Plausible(share float64, count, total int) bool {
	mean := share * float64(total)
	deviation := math.Sqrt(mean * (1 - share))
	return math.Abs(float64(count)-mean) <= sigmas*deviation
}

// rounding is what arithmetic may change of a share.
const rounding = 1e-9

// Together joins the names of the workloads that share one part of a route.
const Together = "+"

// SameShares reports whether a route has exactly the expected shares. Expected names may be namespace/name. Of workloads that
// share a part of the route only the sum counts.
func SameShares(expected, has map[string]float64) bool {
	left := maps.Clone(expected)
	for names, share := range has {
		for name, wanted := range expected {
			if slices.Contains(strings.Split(names, Together), name[strings.LastIndex(name, "/")+1:]) {
				share -= wanted
				delete(left, name)
			}
		}
		if math.Abs(share) > rounding {
			return false
		}
	}
	for _, wanted := range left {
		if wanted > 0 {
			return false
		}
	}
	return true
}
