package judge

import (
	"maps"
	"slices"

	"cdk8s-ml-mesh/conformance/internal/caller"
	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/echo"
)

// overloaded is the response header by which Envoy says that a breaker refused the request (response flag UO).
const overloaded = "X-Envoy-Overloaded"

// Counts returns how the answers to several equal requests differ from the expected numbers. These are exact.
func Counts(expect cases.Expect, observed []caller.Observed) []string {
	var wrong complaints
	if expect.Counts != nil {
		wrong.add(numbers("answers of", expect.Counts, Count(expect, observed), true))
	}
	if expect.Statuses != nil {
		wrong.add(numbers("status", expect.Statuses, statuses(observed), true))
	}
	if expect.Overflow != nil {
		refused := countIf(observed, func(one caller.Observed) bool { return one.Headers.Get(overloaded) != "" })
		wrong.unless(refused == *expect.Overflow, "overflow: want %d of %d, got %d", *expect.Overflow, len(observed), refused)
	}
	if expect.Resets != nil {
		broken := countIf(observed, brokenOff)
		wrong.unless(broken == *expect.Resets, "resets: want %d of %d, got %d", *expect.Resets, len(observed), broken)
	}
	receipts := slices.Concat(each(observed, func(one caller.Observed) []echo.Receipt { return one.Receipts })...)
	if expect.Received != nil {
		wrong.add(numbers("received by", expect.Received, receivedBy(slices.Collect(maps.Keys(expect.Received)), receipts), false))
	}
	if expect.Replicas != nil {
		pods := map[string]bool{}
		for _, receipt := range receipts {
			pods[receipt.Backend.Namespace+"/"+receipt.Backend.Pod] = true
		}
		wrong.unless(len(pods) == *expect.Replicas, "replicas: want %d, got %v", *expect.Replicas, slices.Sorted(maps.Keys(pods)))
	}
	return wrong
}

// brokenOff reports whether a caller's connection ends without a response: its ztunnel breaks off what no tunnel carries.
func brokenOff(one caller.Observed) bool { return one.Reset || one.Refused }

// Refusals returns how the connections that backends refused in the meantime differ from the expected numbers.
func Refusals(expect, before, after map[string]int) []string {
	since := map[string]int{}
	for name := range expect {
		since[name] = after[name] - before[name]
	}
	return numbers("connections refused by", expect, since, false)
}

func statuses(observed []caller.Observed) map[int]int {
	counts := map[int]int{}
	for _, one := range observed {
		counts[one.Status]++
	}
	return counts
}

func receivedBy(names []string, receipts []echo.Receipt) map[string]int {
	counts := map[string]int{}
	for _, name := range names {
		counts[name] = countIf(receipts, func(receipt echo.Receipt) bool { return receipt.Backend.Is(name) })
	}
	return counts
}

// numbers compares counts by key, those of unexpected keys only where the expectation is of everything.
func numbers[K int | string](what string, want, got map[K]int, everything bool) []string {
	var wrong complaints
	keys := maps.Clone(want)
	if everything {
		maps.Copy(keys, got)
	}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		wrong.unless(want[key] == got[key], "%s %v: want %d, got %d", what, key, want[key], got[key])
	}
	return wrong
}

func countIf[T any](items []T, holds func(T) bool) int {
	count := 0
	for _, item := range items {
		if holds(item) {
			count++
		}
	}
	return count
}

func each[T, R any](items []T, convert func(T) R) []R {
	var converted []R
	for _, item := range items {
		converted = append(converted, convert(item))
	}
	return converted
}
