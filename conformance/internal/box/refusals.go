package box

import (
	"context"

	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/judge"
)

// refusals counts the connections that backends have refused and returns what compares it with their count afterwards.
func (b *Box) refusals(ctx context.Context, stage *stage, request cases.Request) (func() []string, error) {
	if request.Expect.Refusals == nil {
		return func() []string { return nil }, nil
	}
	before, err := b.countRefusals(ctx, stage, request)
	if err != nil {
		return nil, err
	}
	return func() []string {
		after, err := b.countRefusals(ctx, stage, request)
		if err != nil {
			return []string{err.Error()}
		}
		return judge.Refusals(request.Expect.Refusals, before, after)
	}, nil
}

func (b *Box) countRefusals(ctx context.Context, stage *stage, request cases.Request) (map[string]int, error) {
	counts := map[string]int{}
	for name := range request.Expect.Refusals {
		for _, namespace := range stage.namespacesOf(name) {
			for _, pod := range b.Node.PodsOf(namespace, shortName(name)) {
				refused, err := pod.Refused(ctx)
				if err != nil {
					return nil, err
				}
				counts[name] += refused
			}
		}
	}
	return counts, nil
}
