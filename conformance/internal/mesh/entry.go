package mesh

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"cdk8s-ml-mesh/conformance/internal/ambient"
	"cdk8s-ml-mesh/conformance/internal/caller"
	"cdk8s-ml-mesh/conformance/internal/cluster"
	"cdk8s-ml-mesh/conformance/internal/identity"
	"cdk8s-ml-mesh/conformance/internal/node"
	"cdk8s-ml-mesh/conformance/internal/outside"
)

const gatewayNameLabel = "gateway.networking.k8s.io/gateway-name"

// Entry finds where requests enter the mesh.
type Entry struct {
	Cluster *cluster.Cluster
	Node    *node.Node
	Issuer  *identity.Issuer
	World   *ambient.World
	Outside *outside.Servers
}

// Way is how a request enters the mesh.
type Way struct {
	Dial caller.Dial
	// Decides is the proxy that routes the request; nil if none does.
	Decides *node.Pod
	// address is what the request names instead of the URL's host; empty: that.
	address string
}

// URL is the target as the request names it.
func (w Way) URL(target *url.URL) string {
	named := *target
	if w.address != "" {
		named.Host = w.address
	}
	return named.String()
}

// FromOutside enters at the gateway of that name, at the URL's port.
func (e *Entry) FromOutside(gateway client.ObjectKey, target *url.URL) (Way, error) {
	pod, err := e.Gateway(gateway)
	if err != nil {
		return Way{}, err
	}
	address := net.JoinHostPort(pod.Address, port(target))
	dial := func(ctx context.Context) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "tcp4", address)
	}
	return Way{Dial: dial, Decides: pod}, nil
}

// Gateway is the proxy of a gateway or waypoint.
func (e *Entry) Gateway(name client.ObjectKey) (*node.Pod, error) {
	if pod := e.gatewayPod(name); pod != nil {
		return pod, nil
	}
	return nil, fmt.Errorf("no proxy runs for Gateway %s", name)
}

// Sidecar is the proxy of a pod of the service account.
func (e *Entry) Sidecar(account client.ObjectKey) (*node.Pod, error) {
	if pod := e.podOf(account); pod != nil && pod.HasProxy() {
		return pod, nil
	}
	return nil, fmt.Errorf("no pod with a proxy runs as service account %s", account)
}

func (e *Entry) gatewayPod(gateway client.ObjectKey) *node.Pod {
	for _, pod := range e.Node.Pods() {
		if pod.Key.Namespace == gateway.Namespace && pod.Labels[gatewayNameLabel] == gateway.Name {
			return pod
		}
	}
	return nil
}

// FromWorkload enters as a pod of the service account does: through its sidecar, in ambient mode through the Service's
// waypoint, and directly without either.
func (e *Entry) FromWorkload(ctx context.Context, source client.ObjectKey, target *url.URL) (Way, error) {
	pod := e.podOf(source)
	if pod == nil {
		return Way{}, fmt.Errorf("no pod runs as service account %s", source)
	}
	service, err := e.service(ctx, source.Namespace, target.Hostname())
	if err != nil {
		return Way{}, err
	}
	if pod.HasProxy() {
		host, err := e.resolve(ctx, service)
		if err != nil {
			return Way{}, err
		}
		address := net.JoinHostPort(host, port(target))
		dial := func(ctx context.Context) (net.Conn, error) { return pod.Dial(ctx, address) }
		return Way{Dial: dial, Decides: pod}, nil
	}
	if service == nil {
		return Way{}, fmt.Errorf("%s is no Service, and %s has no proxy that could know it", target.Hostname(), source)
	}
	way, err := e.throughWaypoint(ctx, pod, service, port(target))
	if way.Dial != nil || err != nil {
		return way, err
	}
	dial, err := e.direct(ctx, pod, service, port(target))
	return Way{Dial: dial}, err
}

// ToPod enters at a pod itself, as whoever scrapes metrics does.
func (e *Entry) ToPod(ctx context.Context, source, workload client.ObjectKey, target *url.URL) (Way, error) {
	pod, server := e.podOf(source), e.podFor(workload)
	switch {
	case pod == nil:
		return Way{}, fmt.Errorf("no pod runs as service account %s", source)
	case server == nil:
		return Way{}, fmt.Errorf("no pod runs for %s", workload)
	}
	address := net.JoinHostPort(server.Address, port(target))
	dial, err := e.toPod(ctx, pod, address)
	way := Way{Dial: dial, address: address}
	if pod.HasProxy() {
		way.Decides = pod
	}
	return way, err
}

// podFor is the first pod of a workload.
func (e *Entry) podFor(workload client.ObjectKey) *node.Pod {
	return first(e.Node.Pods(), func(pod *node.Pod) bool {
		return pod.Key.Namespace == workload.Namespace && pod.Workload == workload.Name
	})
}

func (e *Entry) podOf(account client.ObjectKey) *node.Pod {
	return first(e.Node.Pods(), func(pod *node.Pod) bool {
		return pod.Key.Namespace == account.Namespace && pod.Account == account.Name
	})
}

// first is the first pod by name of those that are meant.
func first(pods []*node.Pod, is func(*node.Pod) bool) *node.Pod {
	pods = slices.DeleteFunc(pods, func(pod *node.Pod) bool { return !is(pod) })
	slices.SortFunc(pods, func(a, b *node.Pod) int { return strings.Compare(a.Key.Name, b.Key.Name) })
	if len(pods) == 0 {
		return nil
	}
	return pods[0]
}

// unknownAddress stands for a host that no Service has. A sidecar decides by the name in the request.
const unknownAddress = "240.240.0.1"

// resolve returns the address that the cluster's DNS has for a Service: that of a pod where it is headless.
func (e *Entry) resolve(ctx context.Context, service *corev1.Service) (string, error) {
	if service == nil {
		return unknownAddress, nil
	}
	if service.Spec.ClusterIP != corev1.ClusterIPNone {
		return service.Spec.ClusterIP, nil
	}
	addresses, err := e.endpoints(ctx, service, strconv.Itoa(int(service.Spec.Ports[0].Port)))
	if err != nil || len(addresses) == 0 {
		return unknownAddress, err
	}
	host, _, err := net.SplitHostPort(addresses[0])
	return host, err
}

// service resolves a host name as the cluster's DNS does for a pod of the namespace: a Service that stands for another name is the one
// of that name, which must be no ring. It returns nil for a foreign name.
func (e *Entry) service(ctx context.Context, namespace, host string) (*corev1.Service, error) {
	labels := strings.Split(strings.ToLower(host), ".")
	key := client.ObjectKey{Namespace: namespace, Name: labels[0]}
	switch {
	case len(labels) > 2 && labels[2] != "svc":
		return nil, nil
	case len(labels) > 1:
		key.Namespace = labels[1]
	}
	service := &corev1.Service{}
	err := e.Cluster.Get(ctx, key, service)
	if client.IgnoreNotFound(err) != nil {
		return nil, err
	}
	if err != nil {
		return nil, nil
	}
	if service.Spec.Type == corev1.ServiceTypeExternalName {
		return e.service(ctx, service.Namespace, service.Spec.ExternalName)
	}
	return service, nil
}

func port(target *url.URL) string {
	if target.Port() != "" {
		return target.Port()
	}
	if target.Scheme == "https" {
		return strconv.Itoa(443)
	}
	return strconv.Itoa(80)
}
