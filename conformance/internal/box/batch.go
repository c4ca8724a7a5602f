package box

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/mesh"
	"cdk8s-ml-mesh/conformance/internal/node"
	"cdk8s-ml-mesh/conformance/internal/report"
	"cdk8s-ml-mesh/conformance/internal/schedule"
)

const (
	// proxiesAtOnce bounds a batch: an agent and its Envoy take about 100 MiB.
	proxiesAtOnce = 32
	appliesAtOnce = 8
	// asksAtOnce are mostly waiting for slow backends; what costs time is bounded by Box.sampling.
	asksAtOnce = 8
)

// Run runs the cases and hands over each result. With keep everything stays in the cluster.
func (b *Box) Run(ctx context.Context, all []cases.Case, keep bool, done func(report.Result)) error {
	batches := plan(all, done)
	if keep && len(batches) > 1 {
		return fmt.Errorf("these cases cannot stand in the cluster together: name fewer to keep")
	}
	for i, batch := range batches {
		if err := b.awaitRoom(ctx, batch); err != nil {
			return err
		}
		if err := b.runBatch(ctx, batch, done); err != nil {
			return err
		}
		if i == len(batches)-1 {
			return nil // the box ends now, or is kept as it is
		}
		cleared := time.Now()
		if err := b.clear(ctx, batch); err != nil {
			return err
		}
		b.progress("removed %d cases in %.1f s", len(batch), time.Since(cleared).Seconds())
	}
	return nil
}

// plan groups the cases into batches that can stand in the cluster together. A case that cannot be read is done.
func plan(all []cases.Case, done func(report.Result)) [][]*stage {
	var stages []*stage
	var items []schedule.Item
	for _, one := range all {
		stage, err := newStage(one)
		if err != nil {
			unreadable := newResult(one)
			unreadable.Complain(report.Harness, err.Error())
			done(*unreadable)
			continue
		}
		stages, items = append(stages, stage), append(items, stage.item())
	}
	var batches [][]*stage
	for _, members := range schedule.Batches(items, proxiesAtOnce) {
		var batch []*stage
		for _, index := range members {
			batch = append(batch, stages[index])
		}
		batches = append(batches, batch)
	}
	return batches
}

func (b *Box) runBatch(ctx context.Context, batch []*stage, done func(report.Result)) error {
	clock := time.Now()
	lap := func() float64 {
		last := clock
		clock = time.Now()
		return clock.Sub(last).Seconds()
	}
	each(batch, appliesAtOnce, timed(func(stage *stage) { b.apply(ctx, stage) }))
	applied := lap()
	b.awaitReady(ctx, batch)
	if err := mesh.Settle(ctx, mesh.AfterApply); err != nil {
		for _, stage := range batch {
			stage.result.Complain(report.Harness, err.Error())
		}
	}
	ready := lap()
	b.askAll(ctx, batch)
	asked := lap()
	if err := b.judge(ctx, batch); err != nil {
		return err
	}
	for _, stage := range batch {
		stage.result.Seconds += ready / float64(len(batch)) // what the cases wait for together
		done(*stage.result)
	}
	b.progress("%d cases: applied in %.1f s, ready after %.1f s, asked in %.1f s, judged in %.1f s", len(batch), applied, ready, asked, lap())
	return nil
}

// timed adds to the time of a case what the action takes.
func timed(action func(*stage)) func(*stage) {
	return func(stage *stage) {
		started := time.Now()
		action(stage)
		stage.result.Seconds += time.Since(started).Seconds()
	}
}

// patience is from when on a case disturbs nobody: it only watches a stream.
const patience = 10 * time.Second

// askAll asks a few stages at once, and besides them those that mostly wait.
func (b *Box) askAll(ctx context.Context, batch []*stage) {
	ask := timed(func(stage *stage) { b.ask(ctx, stage) })
	var waiting sync.WaitGroup
	var busy []*stage
	for _, stage := range batch {
		if stage.pace() < patience {
			busy = append(busy, stage)
			continue
		}
		waiting.Go(func() { ask(stage) })
	}
	each(busy, asksAtOnce, ask)
	waiting.Wait()
}

// judge asks those who know the cluster as a whole.
func (b *Box) judge(ctx context.Context, batch []*stage) error {
	if b.Hasty {
		return nil
	}
	messages, err := b.istioctl.Analyze(ctx)
	if err != nil {
		return err
	}
	for _, stage := range batch {
		stage.judgeAnalysis(messages, b.Plane.ClusterDomain())
	}
	each(batch, appliesAtOnce, func(stage *stage) {
		b.judgeState(ctx, stage)
		b.judgeProxies(ctx, stage)
		b.judgeFiles(ctx, stage)
		if b.Inspect != nil {
			b.Inspect(ctx, b.podsOf(stage), stage.result)
		}
	})
	return nil
}

func (b *Box) podsOf(stage *stage) []*node.Pod {
	return slices.DeleteFunc(b.Node.Pods(), func(pod *node.Pod) bool { return !slices.Contains(stage.namespaces(), pod.Key.Namespace) })
}

func (b *Box) judgeProxies(ctx context.Context, stage *stage) {
	var rejections []string
	for _, pod := range b.podsOf(stage) {
		if !pod.HasProxy() {
			continue
		}
		ofPod, err := mesh.Rejections(ctx, pod)
		if err != nil {
			stage.result.Complain(report.Harness, err.Error())
		}
		rejections = append(rejections, ofPod...)
	}
	stage.result.Complain(report.Envoy, unexpected(rejections, stage.Rejections)...)
}

func each(batch []*stage, atOnce int, action func(*stage)) {
	var group errgroup.Group
	group.SetLimit(atOnce)
	for _, stage := range batch {
		group.Go(func() error { action(stage); return nil })
	}
	_ = group.Wait() // the actions write into their stage's result
}

func isWaypoint(gateway *unstructured.Unstructured) bool {
	class, _, _ := unstructured.NestedString(gateway.Object, "spec", "gatewayClassName")
	matched, _ := filepath.Match("istio-waypoint*", class)
	return matched
}
