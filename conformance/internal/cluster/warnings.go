package cluster

import (
	"context"
	"sync"
)

type collectorKey struct{}

// collector receives the warnings of the requests that carry it in their context.
type collector struct {
	mu    sync.Mutex
	texts []string
}

func (c *collector) into(ctx context.Context) context.Context {
	return context.WithValue(ctx, collectorKey{}, c)
}

func (c *collector) messages() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.texts
}

type warnings struct{}

// HandleWarningHeaderWithContext implements rest.WarningHandlerWithContext.
func (warnings) HandleWarningHeaderWithContext(ctx context.Context, _ int, _ string, text string) {
	target, ok := ctx.Value(collectorKey{}).(*collector)
	if !ok {
		return
	}
	target.mu.Lock()
	defer target.mu.Unlock()
	target.texts = append(target.texts, text)
}
