// Package judge compares what was observed with what a case expects.
package judge

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"cdk8s-ml-mesh/conformance/internal/caller"
	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/echo"
)

// Response returns how one response differs from the expectation.
func Response(expect cases.Expect, observed caller.Observed) []string {
	var wrong complaints
	if expect.Reset {
		wrong.unless(observed.Reset, "want a broken connection, got status %d %s", observed.Status, observed.Broken)
		return wrong
	}
	if expect.Chunks == nil && !(brokenOff(observed) && expect.Resets != nil) {
		wrong.unless(observed.Broken == "", "no complete response: %s", observed.Broken)
	}
	backend := answerer(expect, observed)
	if expect.Status != nil {
		asked := backend
		if expect.Models != nil && observed.Answered != nil {
			asked = observed.Answered.Model
		}
		if want, ok := expect.Status.Of(asked); ok {
			wrong.unless(want == observed.Status, "status: want %d from %s, got %d", want, asked, observed.Status)
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
	wrong.add(response(expect, backend, observed))
	if expect.Tries != nil {
		tries := countTries(expect, observed.Receipts)
		wrong.unless(tries == *expect.Tries, "tries: want %d, got %d", *expect.Tries, tries)
	}
	if expect.Authorizers != nil {
		wrong.add(authorizers(*expect.Authorizers, observed.Checks))
	}
	if expect.Time != 0 {
		wrong.add(duration(time.Duration(expect.Time), observed.Seconds))
	}
	if expect.Within != 0 {
		wrong.unless(observed.Seconds <= time.Duration(expect.Within).Seconds(), "time: want at most %s, got %.3f s", time.Duration(expect.Within), observed.Seconds)
	}
	wrong.unless(observed.Overtaken >= expect.Overtakes, "overtakes: want at least %d of those sent before it, got %d", expect.Overtakes, observed.Overtaken)
	if expect.Mirrors != nil && expect.Mirrors.Shares == nil {
		wrong.add(mirrors(expect.Mirrors.Names, observed))
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
	if names(expect)[full] {
		return full
	}
	return backend.Name
}

// names are the names by which the expectation knows backends.
func names(expect cases.Expect) map[string]bool {
	known := map[string]bool{expect.Backend: true}
	for name := range expect.Split {
		known[name] = true
	}
	for name := range expect.Counts {
		known[name] = true
	}
	for name := range expect.Responses {
		known[name] = true
	}
	if expect.Status != nil {
		for name := range expect.Status.ByBackend {
			known[name] = true
		}
	}
	return known
}

// response compares what the caller got, with what is said of every response and of those of the backend.
func response(expect cases.Expect, backend string, observed caller.Observed) []string {
	var wrong complaints
	if expect.Response != nil {
		wrong.add(headers("response header", expect.Response.Headers, expect.Response.Absent, observed.Headers.Get))
	}
	if own, ok := expect.Responses[backend]; ok {
		wrong.add(headers("response header of "+backend, own.Headers, own.Absent, observed.Headers.Get))
	}
	return wrong
}

func upstream(want *cases.Upstream, receipt *echo.Receipt) []string {
	if want == nil {
		return nil
	}
	if receipt == nil {
		return []string{"upstream: no backend answered"}
	}
	var wrong complaints
	if want.Model != "" {
		wrong.unless(receipt.Model == want.Model, "upstream model: want %s, got %s", want.Model, receipt.Model)
	}
	if want.Path != "" {
		wrong.unless(receipt.Path == want.Path, "upstream path: want %s, got %s", want.Path, receipt.Path)
	}
	if want.Host != "" {
		wrong.unless(receipt.Host == want.Host, "upstream host: want %s, got %s", want.Host, receipt.Host)
	}
	if want.Protocol != "" {
		wrong.unless(protocols[receipt.Protocol] == want.Protocol, "upstream protocol: want %s, got %s", want.Protocol, receipt.Protocol)
	}
	if want.Caller != "" {
		wrong.unless(receipt.Caller() == want.Caller, "upstream caller: want %s, got %s", want.Caller, receipt.Caller())
	}
	wrong.add(headers("upstream header", want.Headers, want.Absent, receipt.Headers.Get))
	return wrong
}

// protocols are those of a request line, as cases name them.
var protocols = map[string]cases.Protocol{"HTTP/1.1": cases.HTTP1, "HTTP/2.0": cases.HTTP2}

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
	return expect.Mirrors != nil && slices.ContainsFunc(expect.Mirrors.Names, receipt.Backend.Is)
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
