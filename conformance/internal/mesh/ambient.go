package mesh

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"strconv"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"cdk8s-ml-mesh/conformance/internal/hbone"
	"cdk8s-ml-mesh/conformance/internal/node"
)

// Labels by which ambient mode works.
const (
	dataPlaneMode     = "istio.io/dataplane-mode"
	useWaypoint       = "istio.io/use-waypoint"
	waypointNamespace = "istio.io/use-waypoint-namespace"
	hbonePort         = 15008
)

// throughWaypoint enters at the waypoint of the Service, if the caller is in ambient mode and the Service has one. It
// returns no way otherwise.
func (e *Entry) throughWaypoint(ctx context.Context, source *node.Pod, service *corev1.Service, port string) (Way, error) {
	ambient, err := e.isAmbient(ctx, source)
	if err != nil || !ambient {
		return Way{}, err
	}
	waypoint, err := e.waypointOf(ctx, service)
	if err != nil || waypoint.Name == "" {
		return Way{}, err
	}
	proxy := e.gatewayPod(waypoint)
	if proxy == nil {
		return Way{}, fmt.Errorf("no proxy runs for the waypoint %s", waypoint)
	}
	account := types.NamespacedName{Namespace: source.Key.Namespace, Name: source.Account}
	identity, err := e.Issuer.Of(ctx, account)
	if err != nil {
		return Way{}, err
	}
	tunnel := &hbone.Tunnel{Identity: identity, Connect: func(ctx context.Context) (net.Conn, error) {
		return source.Dial(ctx, net.JoinHostPort(proxy.Address, strconv.Itoa(hbonePort)))
	}}
	target := net.JoinHostPort(service.Spec.ClusterIP, port)
	dial := func(ctx context.Context) (net.Conn, error) { return tunnel.Dial(ctx, target) }
	return Way{Dial: dial, Decides: proxy}, nil
}

// isAmbient reports whether ztunnel would carry the pod's traffic: the pod's own label overrides that of its namespace.
func (e *Entry) isAmbient(ctx context.Context, pod *node.Pod) (bool, error) {
	namespace := &corev1.Namespace{}
	if err := e.Cluster.Get(ctx, client.ObjectKey{Name: pod.Key.Namespace}, namespace); err != nil {
		return false, err
	}
	return cmp.Or(pod.Labels[dataPlaneMode], namespace.Labels[dataPlaneMode]) == "ambient", nil
}

// waypointOf returns the waypoint that the Service or its namespace names, none for the name none.
func (e *Entry) waypointOf(ctx context.Context, service *corev1.Service) (types.NamespacedName, error) {
	namespace := &corev1.Namespace{}
	if err := e.Cluster.Get(ctx, client.ObjectKey{Name: service.Namespace}, namespace); err != nil {
		return types.NamespacedName{}, err
	}
	labels := service.Labels
	if labels[useWaypoint] == "" {
		labels = namespace.Labels
	}
	if labels[useWaypoint] == "" || labels[useWaypoint] == "none" {
		return types.NamespacedName{}, nil
	}
	return types.NamespacedName{Namespace: cmp.Or(labels[waypointNamespace], service.Namespace), Name: labels[useWaypoint]}, nil
}
