package box

import (
	"context"
	"slices"
	"time"
)

// stillLimit is how long nothing may change of what is wrong before a hasty box takes it for final.
const stillLimit = 10 * time.Second

// stillness remembers since when the same is wrong.
type stillness struct {
	text  string
	since time.Time
}

// isOver reports whether the same has been wrong for so long that nobody waits any longer. What is as it was written in the
// case is waited for in any case.
func (s *stillness) isOver(ctx context.Context, waiting []aspect) bool {
	if slices.ContainsFunc(waiting, func(one aspect) bool { return one.stage.Mutate == nil }) {
		*s = stillness{}
		return false
	}
	if text := texts(ctx, waiting); s.since.IsZero() || text != s.text {
		*s = stillness{text: text, since: time.Now()}
	}
	return time.Since(s.since) >= stillLimit
}
