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
		wrong.add(split(expect, observed))
	}
	if expect.Mirrors != nil && expect.Mirrors.Shares != nil {
		wrong.add(mirrored(expect.Mirrors.Shares, observed))
	}
	return wrong
}

func split(expect cases.Expect, observed []caller.Observed) []string {
	counts := Count(expect, observed)
	var wrong complaints
	for _, backend := range slices.Sorted(maps.Keys(expect.Split)) {
		share, count := expect.Split[backend], counts[backend]
		wrong.unless(Plausible(share, count, len(observed)), "split: want %v of %d for %s, got %d", share, len(observed), backend, count)
		delete(counts, backend)
	}
	wrong.unless(len(counts) == 0, "split: %s answered without a share", strings.Join(slices.Sorted(maps.Keys(counts)), ", "))
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

// SameShares reports whether a route has exactly the expected shares. Expected names may be namespace/name.
func SameShares(expected, has map[string]float64) bool {
	left := maps.Clone(has)
	for name, share := range expected {
		short := name[strings.LastIndex(name, "/")+1:]
		if math.Abs(left[short]-share) > rounding {
			return false
		}
		delete(left, short)
	}
	return len(left) == 0
}
