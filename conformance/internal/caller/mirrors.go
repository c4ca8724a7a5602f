package caller

import (
	"context"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
)

const (
	// mirrorLimit is how long a copy may stay behind its request. A case without mirrors waits this long to see none.
	mirrorLimit = 300 * time.Millisecond
	mirrorPoll  = 5 * time.Millisecond
)

// awaitMirrors waits for the copies of a request, which arrive independently of its response.
func (c *Caller) awaitMirrors(ctx context.Context, id string, mirrors *[]string) {
	if mirrors == nil {
		return
	}
	_ = wait.PollUntilContextTimeout(ctx, mirrorPoll, mirrorLimit, true, func(context.Context) (bool, error) {
		received := 0
		for _, receipt := range c.echo.Peek(id) {
			for _, mirror := range *mirrors {
				if receipt.Backend.Is(mirror) {
					received++
				}
			}
		}
		return len(*mirrors) > 0 && received >= len(*mirrors), nil
	}) // a copy that never came is found by comparing
}
