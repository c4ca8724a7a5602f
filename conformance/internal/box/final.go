package box

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/wait"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"cdk8s-ml-mesh/conformance/internal/conditions"
	"cdk8s-ml-mesh/conformance/internal/mesh"
	"cdk8s-ml-mesh/conformance/internal/node"
	"cdk8s-ml-mesh/conformance/internal/report"
)

const (
	// rounds is how often istiod must have nothing else to say before nobody waits any longer.
	rounds      = 2
	markerLimit = 10 * time.Second
	// unaddressed is the reason of a Gateway that waits for somebody else than istiod.
	unaddressed = "AddressNotAssigned"
)

// isFinal reports whether what is wrong stays so: pods are ready, but for those whose proxies refuse what istiod sends them, only
// conditions are not as they should be, and istiod says the same of them after it has answered markers that were applied later, and has nothing more to send. Some things are wrong on purpose, and
// nobody should wait for them until the time is over.
func (b *Box) isFinal(ctx context.Context, waiting, all []aspect) bool {
	if slices.ContainsFunc(waiting, func(one aspect) bool { return one.judge != report.Conditions && !b.hasRefusal(ctx, one.stage) }) {
		return false
	}
	before := texts(ctx, waiting)
	for range rounds {
		if strings.Contains(before, unaddressed) || b.mark(ctx) != nil || mesh.Settle(ctx, mesh.AfterApply) != nil || texts(ctx, all) != before {
			return false
		}
	}
	return true
}

// hasRefusal reports whether a proxy of the stage has refused an update: it does not become ready, and the case fails anyway.
func (b *Box) hasRefusal(ctx context.Context, stage *stage) bool {
	return slices.ContainsFunc(b.podsOf(stage), func(pod *node.Pod) bool {
		if !pod.HasProxy() {
			return false
		}
		rejections, err := mesh.Rejections(ctx, pod)
		return err == nil && len(rejections) > 0
	})
}

func texts(ctx context.Context, aspects []aspect) string {
	var found []string
	for _, one := range aspects {
		found = append(found, one.wrong(ctx)...)
	}
	return strings.Join(found, "\n")
}

// The namespaces of markers.
const (
	markers        = "box-markers"
	markerBackends = "box-marker-backends"
)

// mark applies a Gateway, a route, its backend in another namespace and the grant for it, and waits until istiod says that all is well.
// It has then read what was applied before: each kind reaches it in the order of its changes.
func (b *Box) mark(ctx context.Context) error {
	b.marked++
	objects := marker(fmt.Sprintf("marker-%d", b.marked), b.Plane.ClusterDomain())
	for _, object := range objects {
		if _, err := b.Plane.Cluster.Apply(ctx, object); err != nil {
			return err
		}
	}
	route := objects[len(objects)-1]
	err := wait.PollUntilContextTimeout(ctx, pollEvery, markerLimit, true, func(ctx context.Context) (bool, error) {
		live := route.DeepCopy()
		err := b.Plane.Cluster.Get(ctx, client.ObjectKeyFromObject(route), live)
		return err == nil && len(conditions.Wrong(live, nil)) == 0, err
	})
	for _, object := range objects {
		if object.GetKind() != "Namespace" {
			_ = b.Plane.Cluster.Delete(ctx, object.DeepCopy()) // one that stays is in nobody's way
		}
	}
	return err
}

// marker has an address of its own, so that nobody starts a proxy for it.
func marker(name, domain string) []*unstructured.Unstructured {
	service := map[string]any{"ports": []any{map[string]any{"name": "http", "port": int64(80)}}}
	const gateway, core = "gateway.networking.k8s.io", "v1"
	return []*unstructured.Unstructured{
		object(core, "Namespace", "", markers, nil),
		object(core, "Namespace", "", markerBackends, nil),
		object(core, "Service", markers, name, service),
		object(core, "Service", markerBackends, name, service),
		object(gateway+"/v1beta1", "ReferenceGrant", markerBackends, name, map[string]any{
			"from": []any{map[string]any{"group": gateway, "kind": "HTTPRoute", "namespace": markers}},
			"to":   []any{map[string]any{"group": "", "kind": "Service", "name": name}},
		}),
		object(gateway+"/v1", "Gateway", markers, name, map[string]any{
			"gatewayClassName": "istio",
			"addresses":        []any{map[string]any{"type": "Hostname", "value": name + "." + markers + ".svc." + domain}},
			"listeners":        []any{map[string]any{"name": "http", "port": int64(80), "protocol": "HTTP"}},
		}),
		object(gateway+"/v1", "HTTPRoute", markers, name, map[string]any{
			"parentRefs": []any{map[string]any{"name": name}},
			"rules": []any{map[string]any{
				"backendRefs": []any{map[string]any{"name": name, "namespace": markerBackends, "port": int64(80)}},
			}},
		}),
	}
}

func object(apiVersion, kind, namespace, name string, spec map[string]any) *unstructured.Unstructured {
	made := &unstructured.Unstructured{Object: map[string]any{}}
	made.SetAPIVersion(apiVersion)
	made.SetKind(kind)
	made.SetNamespace(namespace)
	made.SetName(name)
	if spec != nil {
		made.Object["spec"] = spec
	}
	return made
}
