package box

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"k8s.io/apimachinery/pkg/types"

	"cdk8s-ml-mesh/conformance/internal/caller"
	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/echo"
	"cdk8s-ml-mesh/conformance/internal/judge"
	"cdk8s-ml-mesh/conformance/internal/mesh"
	"cdk8s-ml-mesh/conformance/internal/node"
	"cdk8s-ml-mesh/conformance/internal/report"
)

const (
	// samples is how often a request with a split is sent.
	samples = 2000
	// connections is over how many at a time, unless the case says so itself.
	connections = 8

	// What a hasty box does instead.
	hastySamples  = 100
	hastyLimit    = 8 * time.Second
	hastyFailures = 3 // after which the rest of the same is not sent
)

// ask sends the stage's requests in order and judges what comes back.
func (b *Box) ask(ctx context.Context, stage *stage) {
	results := make([]report.Result, len(stage.Requests))
	var background sync.WaitGroup
	for i, request := range stage.Requests {
		name := cmp.Or(request.Name, fmt.Sprintf("request %d", i+1))
		restore, err := b.prepare(ctx, stage, request)
		if err != nil {
			results[i].Complain(report.Harness, name+": "+err.Error())
		}
		if !request.Send.Background {
			b.askRequest(ctx, stage, name, request, restore, &results[i])
			continue
		}
		times, _ := b.volume(request)
		stage.unanswered.Add(int32(times * len(request.Send.URL) * len(methods(request))))
		background.Go(func() { b.askRequest(ctx, stage, name, request, restore, &results[i]) })
		b.awaitArrival(ctx, stage, request)
	}
	background.Wait()
	for _, result := range results {
		stage.result.Requests = append(stage.result.Requests, result.Requests...)
		stage.result.Complaints = append(stage.result.Complaints, result.Complaints...)
	}
	for _, namespace := range stage.namespaces() {
		b.echo.ForgetLoads(namespace)
	}
}

func (b *Box) askRequest(ctx context.Context, stage *stage, name string, request cases.Request, restore func() error, result *report.Result) {
	observed := report.Request{Name: name}
	decided := b.ztunnel.Log.Mark()
	for _, address := range request.Send.URL {
		for _, method := range methods(request) {
			result.Complain(report.Traffic, b.askOne(ctx, stage, request, method, address, &observed)...)
		}
	}
	if err := restore(); err != nil {
		result.Complain(report.Harness, name+": start the backends again: "+err.Error())
	}
	observed.L4 = b.ztunnel.Log.Since(decided, stage.namespaces())
	result.Requests = append(result.Requests, observed)
}

func methods(request cases.Request) []string {
	switch {
	case len(request.Send.Method) > 0:
		return request.Send.Method
	case request.Send.Protocol == cases.GRPC || request.Send.Body != "":
		return []string{http.MethodPost}
	default:
		return []string{http.MethodGet}
	}
}

// askOne returns what is wrong with the answers.
func (b *Box) askOne(ctx context.Context, stage *stage, request cases.Request, method, address string, observed *report.Request) []string {
	var wrong []string
	asked := report.Asked{Method: method, URL: address}
	defer func() { observed.Asked = append(observed.Asked, asked) }()
	complain := func(texts ...string) {
		for _, text := range texts {
			wrong = append(wrong, fmt.Sprintf("%s: %s %s: %s", observed.Name, method, address, text))
		}
	}
	target, err := url.Parse(address)
	if err != nil {
		complain(err.Error())
		return wrong
	}
	way, err := b.way(ctx, stage, request, target)
	if err != nil {
		complain(err.Error())
		return wrong
	}
	client := caller.New(b.echo, b.replica, way.Dial, request.Send.Protocol)
	if b.Hasty {
		client.Limit = hastyLimit
	}
	defer client.Close()
	observed.ByEnvoy = way.Decides != nil
	tried, err := b.trials(ctx, stage, request)
	if err != nil {
		complain(err.Error())
		return wrong
	}
	refused, err := b.refusals(ctx, stage, request)
	if err != nil {
		complain(err.Error())
		return wrong
	}
	times, atOnce := b.volume(request)
	if request.Expect.HasShares() {
		// Thousands of requests fill the machine: two such at once would disturb the clocks of the other cases.
		b.sampling.Lock()
		defer b.sampling.Unlock()
	}
	var failed atomic.Int32
	sent := send(times, atOnce, func() caller.Observed {
		if b.Hasty && failed.Load() >= hastyFailures {
			return caller.Observed{Method: method, URL: address, Broken: "not sent: others have failed"}
		}
		one := client.Send(ctx, method, way.URL(target), request)
		one.Overtaken = stage.overtaken(request)
		if !one.Works() {
			failed.Add(1)
		}
		return one
	})
	client.Collect(ctx, request, sent)
	complain(firstDifference(request.Expect, sent)...)
	complain(judge.Counts(request.Expect, sent)...)
	complain(tried()...)
	complain(refused()...)
	asked.Sent = len(sent)
	asked.Failed = countFailed(sent)
	observed.Sent += len(sent)
	if !request.Expect.HasShares() {
		observed.Observed = append(observed.Observed, sent...)
		return wrong
	}
	complain(judge.Shares(request.Expect, sent)...)
	complain(b.inexact(ctx, way, request.Expect)...)
	observed.Counts = judge.Count(request.Expect, sent)
	return wrong
}

// volume is how often a request is sent, and how many of them at once.
func (b *Box) volume(request cases.Request) (times, atOnce int) {
	switch {
	case request.Expect.HasShares() && b.Hasty:
		return hastySamples, connections
	case request.Expect.HasShares():
		return samples, cmp.Or(request.Send.Concurrency, connections)
	}
	return max(request.Send.Times, 1), max(request.Send.Concurrency, 1)
}

// replica numbers the pods of a workload by their names.
func (b *Box) replica(backend echo.Backend) int {
	return slices.IndexFunc(b.Node.PodsOf(backend.Namespace, backend.Name), func(pod *node.Pod) bool { return pod.Key.Name == backend.Pod })
}

// firstDifference judges every answer and returns the complaints about the first wrong one.
func firstDifference(expect cases.Expect, many []caller.Observed) []string {
	for _, one := range many {
		if wrong := judge.Response(expect, one); len(wrong) > 0 {
			return wrong
		}
	}
	return nil
}

// inexact returns a complaint if no route of the deciding Envoy has exactly the expected shares: a sample cannot tell 0.89
// from 0.9. Shares that no backend answers are not those of a route.
func (b *Box) inexact(ctx context.Context, way mesh.Way, expect cases.Expect) []string {
	if _, ok := expect.Split[cases.None]; ok || expect.Split == nil || way.Decides == nil {
		return nil
	}
	shares, err := b.entry.Shares(ctx, way.Decides)
	if err != nil {
		return []string{err.Error()}
	}
	if slices.ContainsFunc(shares, func(has map[string]float64) bool { return judge.SameShares(expect.Split, has) }) {
		return nil
	}
	return []string{fmt.Sprintf("split: no route of Envoy has exactly %v", expect.Split)}
}

func countFailed(many []caller.Observed) int {
	failed := 0
	for _, one := range many {
		if !one.Works() {
			failed++
		}
	}
	return failed
}

func send(times, atOnce int, one func() caller.Observed) []caller.Observed {
	sent := make([]caller.Observed, times)
	var group sync.WaitGroup
	for first := range atOnce {
		group.Go(func() {
			for i := first; i < times; i += atOnce {
				sent[i] = one()
			}
		})
	}
	group.Wait()
	return sent
}

func (b *Box) way(ctx context.Context, stage *stage, request cases.Request, target *url.URL) (mesh.Way, error) {
	if request.Send.Pod != "" {
		return b.entry.ToPod(ctx, parseName(request.Send.Source), parseName(request.Send.Pod), target)
	}
	if request.Send.Source != "" {
		return b.entry.FromWorkload(ctx, parseName(request.Send.Source), target)
	}
	gateway, err := stage.gateway(request.Send.Gateway)
	if err != nil {
		return mesh.Way{}, err
	}
	return b.entry.FromOutside(gateway, target)
}

// gateway is the named one or the only one of the stage that is not a waypoint.
func (s *stage) gateway(name string) (types.NamespacedName, error) {
	if name != "" {
		return parseName(name), nil
	}
	var found []types.NamespacedName
	for _, object := range s.objects() {
		if object.GroupVersionKind().Group == "gateway.networking.k8s.io" && object.GetKind() == "Gateway" && !isWaypoint(object) {
			found = append(found, types.NamespacedName{Namespace: object.GetNamespace(), Name: object.GetName()})
		}
	}
	if len(found) != 1 {
		return types.NamespacedName{}, fmt.Errorf("the case has %d gateways: name one", len(found))
	}
	return found[0], nil
}
