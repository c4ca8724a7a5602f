package caller

import (
	"context"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"

	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/echo"
)

const (
	// mirrorLimit is how long a copy may stay behind its request. A case without mirrors waits this long to see none.
	mirrorLimit = 300 * time.Millisecond
	mirrorPoll  = 5 * time.Millisecond
)

// awaitMirrors waits for the copies of the requests, which arrive independently of the responses.
func (c *Caller) awaitMirrors(ctx context.Context, mirrors *cases.Mirrors, sent []Observed) {
	if mirrors == nil {
		return
	}
	_ = wait.PollUntilContextTimeout(ctx, mirrorPoll, mirrorLimit, true, func(context.Context) (bool, error) {
		if len(mirrors.Names) == 0 || mirrors.Shares != nil {
			return false, nil // how many are to come is not known
		}
		return !slices.ContainsFunc(sent, func(one Observed) bool { return c.copies(one, mirrors.Names) < len(mirrors.Names) }), nil
	}) // a copy that never came is found by comparing
}

func (c *Caller) copies(one Observed, mirrors []string) int {
	receipts := c.echo.Peek(one.id)
	return len(slices.DeleteFunc(receipts, func(receipt echo.Receipt) bool { return !slices.ContainsFunc(mirrors, receipt.Backend.Is) }))
}
