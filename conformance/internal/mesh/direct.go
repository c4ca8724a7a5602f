package mesh

import (
	"context"
	"fmt"
	"net"
	"strconv"

	corev1 "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"cdk8s-ml-mesh/conformance/internal/caller"
	"cdk8s-ml-mesh/conformance/internal/node"
)

// direct connects to the Service's endpoints in turn, as kube-proxy and ztunnel do where no waypoint stands before them.
func (e *Entry) direct(ctx context.Context, source *node.Pod, service *corev1.Service, port string) (caller.Dial, error) {
	addresses, err := e.endpoints(ctx, service, port)
	if err != nil {
		return nil, err
	}
	if len(addresses) == 0 {
		return nil, fmt.Errorf("Service %s/%s has no endpoint for port %s", service.Namespace, service.Name, port)
	}
	var dials []caller.Dial
	for _, address := range addresses {
		dial, err := e.toPod(ctx, source, address)
		if err != nil {
			return nil, err
		}
		dials = append(dials, dial)
	}
	next := make(chan int, 1)
	next <- 0
	return func(ctx context.Context) (net.Conn, error) {
		turn := <-next
		next <- turn + 1
		return dials[turn%len(dials)](ctx)
	}, nil
}

func (e *Entry) endpoints(ctx context.Context, service *corev1.Service, port string) ([]string, error) {
	name, ok := portName(service, port)
	if !ok {
		return nil, fmt.Errorf("Service %s/%s has no port %s", service.Namespace, service.Name, port)
	}
	slices := &discovery.EndpointSliceList{}
	err := e.Cluster.List(ctx, slices, client.InNamespace(service.Namespace), client.MatchingLabels{discovery.LabelServiceName: service.Name})
	if err != nil {
		return nil, err
	}
	var addresses []string
	for _, slice := range slices.Items {
		for _, target := range slice.Ports {
			if *target.Name == name {
				addresses = append(addresses, ready(slice, int(*target.Port))...)
			}
		}
	}
	return addresses, nil
}

func portName(service *corev1.Service, port string) (string, bool) {
	for _, candidate := range service.Spec.Ports {
		if strconv.Itoa(int(candidate.Port)) == port {
			return candidate.Name, true
		}
	}
	return "", false
}

func ready(slice discovery.EndpointSlice, port int) []string {
	var addresses []string
	for _, endpoint := range slice.Endpoints {
		if endpoint.Conditions.Ready != nil && *endpoint.Conditions.Ready {
			addresses = append(addresses, net.JoinHostPort(endpoint.Addresses[0], strconv.Itoa(port)))
		}
	}
	return addresses
}
