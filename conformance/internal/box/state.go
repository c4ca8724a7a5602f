package box

import (
	"context"
	"fmt"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/cluster"
	"cdk8s-ml-mesh/conformance/internal/judge"
	"cdk8s-ml-mesh/conformance/internal/node"
	"cdk8s-ml-mesh/conformance/internal/report"
)

// judgeState compares what the cluster and the proxies hold with what the case says of them.
func (b *Box) judgeState(ctx context.Context, stage *stage) {
	for _, want := range stage.Objects {
		stage.result.Complain(report.Objects, b.judgeObject(ctx, want)...)
	}
	for _, want := range stage.Proxies {
		stage.result.Complain(report.Envoy, b.judgeConfiguration(ctx, stage, want)...)
	}
}

func (b *Box) judgeObject(ctx context.Context, want map[string]any) []string {
	object := &unstructured.Unstructured{Object: want}
	name := cluster.Name(object)
	live := &unstructured.Unstructured{}
	live.SetGroupVersionKind(object.GroupVersionKind())
	if err := b.Plane.Cluster.Get(ctx, client.ObjectKeyFromObject(object), live); err != nil {
		return []string{fmt.Sprintf("%s: %v", name, err)}
	}
	if difference := judge.Difference(want, live.Object); difference != "" {
		return []string{name + difference}
	}
	return nil
}

func (b *Box) judgeConfiguration(ctx context.Context, stage *stage, want cases.Proxy) []string {
	proxy, err := b.proxyOf(stage, want)
	if err != nil {
		return []string{err.Error()}
	}
	parts, err := b.entry.Configuration(ctx, proxy)
	if err != nil {
		return []string{err.Error()}
	}
	var wrong []string
	for _, part := range want.Has {
		for _, complaint := range judge.Part(part, parts) {
			wrong = append(wrong, fmt.Sprintf("configuration of %s: %s", proxy.Key, complaint))
		}
	}
	for _, part := range want.Lacks {
		if len(judge.Part(part, parts)) == 0 {
			wrong = append(wrong, fmt.Sprintf("configuration of %s: a part holds %v", proxy.Key, part))
		}
	}
	return wrong
}

func (b *Box) proxyOf(stage *stage, want cases.Proxy) (*node.Pod, error) {
	if want.Source != "" {
		return b.entry.Sidecar(parseName(want.Source))
	}
	gateway, err := stage.gateway(want.Gateway)
	if err != nil {
		return nil, err
	}
	return b.entry.Gateway(gateway)
}
