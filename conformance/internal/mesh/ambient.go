package mesh

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strconv"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"

	"cdk8s-ml-mesh/conformance/internal/caller"
	"cdk8s-ml-mesh/conformance/internal/hbone"
	"cdk8s-ml-mesh/conformance/internal/node"
	"cdk8s-ml-mesh/conformance/internal/ztunnel"
)

// throughWaypoint enters at the waypoint of the Service, if the caller is in ambient mode and istiod names one. It returns no
// way otherwise.
func (e *Entry) throughWaypoint(ctx context.Context, source *node.Pod, service *corev1.Service, port string) (Way, error) {
	virtual, err := netip.ParseAddr(service.Spec.ClusterIP)
	if !source.IsAmbient() || err != nil { // a headless Service has no address that a waypoint could stand before
		return Way{}, nil
	}
	waypoint, ok := e.World.Waypoint(virtual)
	if !ok {
		return Way{}, nil
	}
	proxy, err := e.proxyAt(ctx, waypoint.Addr())
	if err != nil {
		return Way{}, fmt.Errorf("waypoint of Service %s/%s: %w", service.Namespace, service.Name, err)
	}
	at := net.JoinHostPort(proxy.Address, strconv.Itoa(int(waypoint.Port())))
	dial, err := e.tunnel(ctx, source, at)
	if err != nil {
		return Way{}, err
	}
	target := net.JoinHostPort(service.Spec.ClusterIP, port)
	return Way{Dial: func(ctx context.Context) (net.Conn, error) { return dial(ctx, target) }, Decides: proxy}, nil
}

// proxyAt returns the proxy behind the virtual address of a waypoint.
func (e *Entry) proxyAt(ctx context.Context, virtual netip.Addr) (*node.Pod, error) {
	services := &corev1.ServiceList{}
	if err := e.Cluster.List(ctx, services); err != nil {
		return nil, err
	}
	for _, service := range services.Items {
		if service.Spec.ClusterIP != virtual.String() {
			continue
		}
		gateway := types.NamespacedName{Namespace: service.Namespace, Name: service.Labels[gatewayNameLabel]}
		if pod := e.gatewayPod(gateway); pod != nil {
			return pod, nil
		}
	}
	return nil, fmt.Errorf("no proxy runs behind %s", virtual)
}

// toPod connects to an address of a pod: by HBONE if both sides are in ambient mode, as they are otherwise.
func (e *Entry) toPod(ctx context.Context, source *node.Pod, address string) (caller.Dial, error) {
	target, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, err
	}
	if !source.IsAmbient() || !e.World.TakesTunnels(target.Addr()) {
		return func(ctx context.Context) (net.Conn, error) { return source.Dial(ctx, address) }, nil
	}
	dial, err := e.tunnel(ctx, source, net.JoinHostPort(target.Addr().String(), strconv.Itoa(ztunnel.HBONEPort)))
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) (net.Conn, error) { return dial(ctx, address) }, nil
}

// tunnel opens connections through an HBONE server, as the account of the pod.
func (e *Entry) tunnel(ctx context.Context, source *node.Pod, server string) (func(context.Context, string) (net.Conn, error), error) {
	identity, err := e.Issuer.Of(ctx, types.NamespacedName{Namespace: source.Key.Namespace, Name: source.Account})
	if err != nil {
		return nil, err
	}
	tunnel := &hbone.Tunnel{Identity: identity, Connect: func(ctx context.Context) (net.Conn, error) { return source.Dial(ctx, server) }}
	return tunnel.Dial, nil
}
