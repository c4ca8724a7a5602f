package box

import (
	"context"
	"slices"

	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/judge"
	"cdk8s-ml-mesh/conformance/internal/mesh"
)

// trials reads what the policies on trial have counted and returns what compares it with their state afterwards.
func (b *Box) trials(ctx context.Context, stage *stage, request cases.Request) (func() []string, error) {
	if request.Expect.DryRun == "" {
		return func() []string { return nil }, nil
	}
	before, err := b.countTrials(ctx, stage)
	if err != nil {
		return nil, err
	}
	return func() []string {
		after, err := b.countTrials(ctx, stage)
		if err != nil {
			return []string{err.Error()}
		}
		return judge.DryRun(request.Expect.DryRun, before, after)
	}, nil
}

// countTrials adds up the counts of all proxies of the stage.
func (b *Box) countTrials(ctx context.Context, stage *stage) (judge.Trial, error) {
	var sum judge.Trial
	for _, pod := range b.Node.Pods() {
		if !pod.HasProxy() || !slices.Contains(stage.namespaces(), pod.Key.Namespace) {
			continue
		}
		allowed, refused, err := mesh.Trials(ctx, pod)
		if err != nil {
			return judge.Trial{}, err
		}
		sum.Allowed, sum.Refused = sum.Allowed+allowed, sum.Refused+refused
	}
	return sum, nil
}
