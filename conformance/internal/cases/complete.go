package cases

import (
	"maps"
	"strings"

	"cdk8s-ml-mesh/conformance/internal/echo"
)

// filler in a body stands for as many letters as the request says: a long prompt need not be written out.
const filler = "{filler}"

// complete adds to the requests what the case says once for all of them.
func (c *Case) complete() {
	for i := range c.Requests {
		request := &c.Requests[i]
		request.Send.Body = strings.ReplaceAll(request.Send.Body, filler, strings.Repeat("a", request.Send.Filler))
		if c.Backends == nil {
			continue
		}
		backends := maps.Clone(c.Backends)
		maps.Copy(backends, request.Backends)
		request.Backends = backends
	}
}

// Pace is how long the longest stream of a backend takes.
func (r Request) Pace() echo.Duration {
	var longest echo.Duration
	for _, behavior := range r.Backends {
		if behavior.Stream != nil {
			longest = max(longest, echo.Duration(behavior.Stream.Chunks)*behavior.Stream.Every)
		}
	}
	return longest
}
