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
	// mirrorLimit is how long a copy may stay behind its request where nobody knows how many come.
	mirrorLimit = 300 * time.Millisecond
	// copyLimit is how long copies may stay behind whose number is known: only those that never come cost so much.
	copyLimit  = 5 * time.Second
	copiesPoll = 5 * time.Millisecond
)

// awaitCopies waits for what backends receive independently of the responses. What never came is found by comparing.
func (c *Caller) awaitCopies(ctx context.Context, expect cases.Expect, sent []Observed) {
	mirrors := expect.Mirrors
	switch {
	case mirrors != nil && (len(mirrors.Names) == 0 || mirrors.Shares != nil):
		c.await(ctx, mirrorLimit, func() bool { return false })
	case mirrors != nil:
		c.await(ctx, copyLimit, func() bool {
			return !slices.ContainsFunc(sent, func(one Observed) bool { return c.copies(one, mirrors.Names) < len(mirrors.Names) })
		})
	case expect.Received != nil:
		c.await(ctx, copyLimit, func() bool { return c.haveReceived(expect.Received, sent) })
	}
}

func (c *Caller) await(ctx context.Context, limit time.Duration, done func() bool) {
	_ = wait.PollUntilContextTimeout(ctx, copiesPoll, limit, true, func(context.Context) (bool, error) { return done(), nil })
}

func (c *Caller) haveReceived(want map[string]int, sent []Observed) bool {
	for name, count := range want {
		for _, one := range sent {
			count -= c.received(one, []string{name})
		}
		if count > 0 {
			return false
		}
	}
	return true
}

// copies counts what backends have received beside what was answered: who answers may get a copy too.
func (c *Caller) copies(one Observed, names []string) int {
	receipts := c.echo.Peek(one.id)
	if first := answered(one.Headers, receipts); first != nil && slices.ContainsFunc(names, first.Backend.Is) {
		return countOf(receipts, names) - 1
	}
	return countOf(receipts, names)
}

func (c *Caller) received(one Observed, names []string) int {
	return countOf(c.echo.Peek(one.id), names)
}

func countOf(receipts []echo.Receipt, names []string) int {
	count := 0
	for _, receipt := range receipts {
		if slices.ContainsFunc(names, receipt.Backend.Is) {
			count++
		}
	}
	return count
}
