// Package judge compares what was observed with what a case expects.
package judge

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"cdk8s-ml-mesh/conformance/internal/caller"
	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/echo"
)

// Response returns how one response differs from the expectation.
func Response(expect cases.Expect, observed caller.Observed) []string {
	var wrong complaints
	if expect.Reset {
		wrong.unless(observed.Status == 0 && observed.Broken != "", "want a broken connection, got status %d", observed.Status)
		return wrong
	}
	if expect.Chunks == nil {
		wrong.unless(observed.Broken == "", "no complete response: %s", observed.Broken)
	}
	backend := answerer(expect, observed)
	if expect.Status != nil {
		if want, ok := expect.Status.Of(backend); ok {
			wrong.unless(want == observed.Status, "status: want %d from %s, got %d", want, backend, observed.Status)
		}
	}
	if expect.Backend != "" {
		wrong.unless(backend == expect.Backend, "backend: want %s, got %s", expect.Backend, backend)
	}
	if expect.Split != nil {
		_, ok := expect.Split[backend]
		wrong.unless(ok, "backend: %s has no share of the split", backend)
	}
	wrong.add(upstream(expect.Upstream, observed.Answered))
	if expect.Response != nil {
		wrong.add(headers("response header", expect.Response.Headers, expect.Response.Absent, observed.Headers.Get))
	}
	if expect.Tries != nil {
		tries := countTries(expect, observed.Receipts)
		wrong.unless(tries == *expect.Tries, "tries: want %d, got %d", *expect.Tries, tries)
	}
	if expect.Time != 0 {
		wrong.add(duration(time.Duration(expect.Time), observed.Seconds))
	}
	if expect.Mirrors != nil {
		wrong.add(mirrors(*expect.Mirrors, observed))
	}
	if expect.Chunks != nil {
		wrong.unless(observed.Chunks == *expect.Chunks, "events: want %d, got %d %s", *expect.Chunks, observed.Chunks, observed.Broken)
	}
	if expect.GRPC != nil {
		wrong.unless(observed.GRPC != nil && *observed.GRPC == *expect.GRPC, "gRPC status: want %d, got %s", *expect.GRPC, pointer(observed.GRPC))
	}
	return wrong
}

type complaints []string

func (c *complaints) unless(holds bool, format string, args ...any) {
	if !holds {
		*c = append(*c, fmt.Sprintf(format, args...))
	}
}

func (c *complaints) add(more []string) { *c = append(*c, more...) }

// answerer names the backend that answered as the expectation names it.
func answerer(expect cases.Expect, observed caller.Observed) string {
	if observed.Answered == nil {
		return cases.None
	}
	backend := observed.Answered.Backend
	full := backend.Namespace + "/" + backend.Name
	if _, ok := expect.Split[full]; ok || expect.Backend == full {
		return full
	}
	if expect.Status != nil {
		if _, ok := expect.Status.ByBackend[full]; ok {
			return full
		}
	}
	return backend.Name
}

func upstream(want *cases.Upstream, receipt *echo.Receipt) []string {
	if want == nil {
		return nil
	}
	if receipt == nil {
		return []string{"upstream: no backend answered"}
	}
	var wrong complaints
	if want.Path != "" {
		wrong.unless(receipt.Path == want.Path, "upstream path: want %s, got %s", want.Path, receipt.Path)
	}
	if want.Host != "" {
		wrong.unless(receipt.Host == want.Host, "upstream host: want %s, got %s", want.Host, receipt.Host)
	}
	wrong.add(headers("upstream header", want.Headers, want.Absent, receipt.Headers.Get))
	return wrong
}

func headers(what string, want map[string]string, absent []string, get func(string) string) []string {
	var wrong complaints
	for _, name := range slices.Sorted(maps.Keys(want)) {
		wrong.unless(get(name) == want[name], "%s %s: want %q, got %q", what, name, want[name], get(name))
	}
	for _, name := range absent {
		wrong.unless(get(name) == "", "%s %s: want none, got %q", what, name, get(name))
	}
	return wrong
}

// countTries counts what backends received, except for the copies that a mirror received.
func countTries(expect cases.Expect, receipts []echo.Receipt) int {
	tries := 0
	for _, receipt := range receipts {
		if !isMirror(expect, receipt) {
			tries++
		}
	}
	return tries
}

func isMirror(expect cases.Expect, receipt echo.Receipt) bool {
	return expect.Mirrors != nil && slices.ContainsFunc(*expect.Mirrors, receipt.Backend.Is)
}

// mirrors demands a copy at each mirror, and nothing at a backend that neither answered nor is a mirror.
func mirrors(want []string, observed caller.Observed) []string {
	var wrong complaints
	for _, mirror := range want {
		wrong.unless(slices.ContainsFunc(observed.Receipts, func(receipt echo.Receipt) bool { return receipt.Backend.Is(mirror) }),
			"mirror %s received no copy", mirror)
	}
	for _, receipt := range observed.Receipts {
		expected := slices.ContainsFunc(want, receipt.Backend.Is) || observed.Answered != nil && observed.Answered.Backend.Name == receipt.Backend.Name
		wrong.unless(expected, "%s received a copy", receipt.Backend.Name)
	}
	return wrong
}

const (
	timeShare = 0.15
	timeSlack = 400 * time.Millisecond // the machine is busy with other cases
	timeEarly = 50 * time.Millisecond
)

func duration(want time.Duration, seconds float64) []string {
	got := time.Duration(seconds * float64(time.Second))
	latest := want + time.Duration(timeShare*float64(want)) + timeSlack
	if got < want-timeEarly || got > latest {
		return []string{fmt.Sprintf("time: want about %s, got %s", want, got.Round(time.Millisecond))}
	}
	return nil
}

func pointer(value *int) string {
	if value == nil {
		return "none"
	}
	return fmt.Sprint(*value)
}

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

// Split returns how the answers to many equal requests differ from the expected shares.
func Split(expect cases.Expect, observed []caller.Observed) []string {
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
