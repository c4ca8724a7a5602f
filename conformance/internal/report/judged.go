package report

import (
	"fmt"
	"slices"

	"cdk8s-ml-mesh/conformance/internal/ztunnel"
)

// judgedByL4 is said of what no Envoy decided: ztunnel cannot run in a box.
const judgedByL4 = "judged by istiod and the L4 evaluator"

// ByL4 reports whether the evaluator of ztunnel's policies decided on the request: no Envoy stood in its way, or it refused a connection.
func (r Request) ByL4() bool {
	refuses := func(entry ztunnel.Entry) bool { return !entry.Allowed }
	return len(r.L4) > 0 && (!r.ByEnvoy || slices.ContainsFunc(r.L4, refuses))
}

// byL4 counts such requests of a case.
func (r Result) byL4() int {
	count := 0
	for _, request := range r.Requests {
		if request.ByL4() {
			count++
		}
	}
	return count
}

// judges says how many requests of the case were not judged by Envoy; empty if all were.
func (r Result) judges() string {
	if r.byL4() == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d requests %s", r.byL4(), len(r.Requests), judgedByL4)
}
