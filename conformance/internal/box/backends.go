package box

import (
	"context"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"

	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/echo"
	"cdk8s-ml-mesh/conformance/internal/mesh"
	"cdk8s-ml-mesh/conformance/internal/node"
)

const (
	// scrapes is how often the metrics of a pod must have been asked for until whoever asks knows them: by two pickers, and the
	// last answer may not be read yet.
	scrapes     = 4
	scrapeLimit = 2 * time.Second
	scrapePoll  = 10 * time.Millisecond

	// arrivalPause is how long nothing comes after the last of those that are sent at once.
	arrivalPause = 500 * time.Millisecond
	arrivalLimit = 5 * time.Second
)

// prepare brings the backends of a request into the state that it needs, and returns what ends that state.
func (b *Box) prepare(ctx context.Context, stage *stage, request cases.Request) (restore func() error, err error) {
	b.setLoads(ctx, stage, request)
	var halted, left []*node.Pod
	for name, behavior := range request.Backends {
		if behavior.Down == "" {
			continue
		}
		for _, namespace := range stage.namespacesOf(name) {
			pods, down := b.Node.Down(ctx, namespace, shortName(name), behavior.Replicas)
			halted, err = append(halted, pods...), errors.Join(err, down)
			if behavior.Down == echo.Unready {
				left = append(left, pods...)
			}
		}
	}
	restore = func() error { return errors.Join(b.Node.Up(ctx, halted), b.notice(ctx, left, true)) }
	return restore, errors.Join(err, b.notice(ctx, left, false), b.awaitTurn(ctx, left))
}

// awaitTurn waits until others lead in the place of the pods, where they choose one among them, and the proxies know it.
func (b *Box) awaitTurn(ctx context.Context, left []*node.Pod) error {
	changed, err := b.Node.AwaitTurn(ctx, left)
	if err != nil || !changed {
		return err
	}
	return mesh.Settle(ctx, mesh.AfterEndpoints)
}

// notice lets everybody know whether the pods are ready.
func (b *Box) notice(ctx context.Context, pods []*node.Pod, ready bool) error {
	if len(pods) == 0 {
		return nil
	}
	if err := b.Node.Notice(ctx, pods, ready); err != nil {
		return err
	}
	return mesh.Settle(ctx, mesh.AfterEndpoints)
}

// confine lets the backends of the stage speak what the case says, before anybody connects to them.
func (b *Box) confine(stage *stage) {
	for _, namespace := range stage.namespaces() {
		only := map[string]echo.Speech{}
		for name, speech := range stage.Speaks {
			if slices.Contains(stage.namespacesOf(name), namespace) {
				only[shortName(name)] = speech
			}
		}
		b.echo.Confine(namespace, only)
	}
}

// setLoads lets the model servers say what the request wants, and waits until whoever asks them knows it.
func (b *Box) setLoads(ctx context.Context, stage *stage, request cases.Request) {
	loads := map[string]echo.Load{}
	for name, behavior := range request.Backends {
		if behavior.Metrics != nil {
			loads[name] = *behavior.Metrics
		}
	}
	if reflect.DeepEqual(loads, stage.loads) || len(loads)+len(stage.loads) == 0 {
		return
	}
	names := slices.Concat(slices.Collect(maps.Keys(loads)), slices.Collect(maps.Keys(stage.loads)))
	stage.loads = loads
	for _, namespace := range stage.namespaces() {
		b.echo.ForgetLoads(namespace)
	}
	for name, load := range loads {
		for _, namespace := range stage.namespacesOf(name) {
			b.echo.SetLoad(namespace, shortName(name), load)
		}
	}
	b.awaitScrapes(ctx, stage, names)
}

// awaitScrapes waits until the metrics of the workloads have been asked for. Nobody may ask: what comes of that is the case's matter.
func (b *Box) awaitScrapes(ctx context.Context, stage *stage, names []string) {
	before := map[*node.Pod]int{}
	for _, pod := range b.Node.Pods() {
		for _, name := range names {
			if pod.Workload == shortName(name) && slices.Contains(stage.namespacesOf(name), pod.Key.Namespace) {
				before[pod] = b.echo.Asked(pod.Key.Namespace, pod.Key.Name)
			}
		}
	}
	_ = wait.PollUntilContextTimeout(ctx, scrapePoll, scrapeLimit, true, func(context.Context) (bool, error) {
		for pod, asked := range before {
			if b.echo.Asked(pod.Key.Namespace, pod.Key.Name) < asked+scrapes {
				return false, nil
			}
		}
		return true, nil
	})
}

// awaitArrival waits until a backend of the stage has a request, no more come, and whoever asks for the metrics of those that have room
// for so many only knows how many wait: the next request meets them busy.
func (b *Box) awaitArrival(ctx context.Context, stage *stage, request cases.Request) {
	last, since := 0, time.Now()
	_ = wait.PollUntilContextTimeout(ctx, scrapePoll, arrivalLimit, true, func(context.Context) (bool, error) {
		ever, unanswered := b.arrived(stage)
		if ever != last {
			last, since = ever, time.Now()
		}
		return unanswered > 0 && time.Since(since) >= arrivalPause, nil
	}) // none may ever come so far: the case says whether that is right
	b.awaitScrapes(ctx, stage, bounded(request))
}

// arrived counts the requests that have come to the backends of the stage, and those of them that they have not answered.
func (b *Box) arrived(stage *stage) (ever, unanswered int) {
	for _, namespace := range stage.namespaces() {
		own, open := b.echo.Arrived(namespace)
		ever, unanswered = ever+own, unanswered+open
	}
	return ever, unanswered
}

// bounded names the backends that have room for so many requests only, and say how many wait.
func bounded(request cases.Request) []string {
	var names []string
	for name, behavior := range request.Backends {
		if behavior.Capacity > 0 {
			names = append(names, name)
		}
	}
	return names
}

// namespacesOf are the namespaces of the stage in which a backend can be, which a case names as name or namespace/name.
func (s *stage) namespacesOf(name string) []string {
	if namespace, _, ok := strings.Cut(name, "/"); ok {
		return []string{namespace}
	}
	return s.namespaces()
}

func shortName(name string) string { return name[strings.LastIndex(name, "/")+1:] }
