package box

import (
	"context"
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/labels"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// unlistedPods are the ready pods that a Service of the namespace selects and no EndpointSlice of it lists as ready. The
// controller that writes them follows a second later where it has read an old list of them (its back-off), and nobody is sent
// to a pod before.
func (b *Box) unlistedPods(ctx context.Context, namespace string) []string {
	services, pods, endpoints := &corev1.ServiceList{}, &corev1.PodList{}, &discovery.EndpointSliceList{}
	for _, list := range []client.ObjectList{services, pods, endpoints} {
		if err := b.Plane.Cluster.List(ctx, list, client.InNamespace(namespace)); err != nil {
			return []string{err.Error()}
		}
	}
	return unlisted(services.Items, pods.Items, endpoints.Items)
}

func unlisted(services []corev1.Service, pods []corev1.Pod, endpoints []discovery.EndpointSlice) []string {
	var found []string
	for _, service := range services {
		if len(service.Spec.Selector) == 0 || service.Spec.Type == corev1.ServiceTypeExternalName {
			continue // its endpoints are somebody else's
		}
		listed := readyAddresses(service.Name, endpoints)
		for _, pod := range pods {
			isTarget := pod.DeletionTimestamp == nil && pod.Status.PodIP != "" && isReady(pod) &&
				labels.SelectorFromSet(service.Spec.Selector).Matches(labels.Set(pod.Labels))
			if isTarget && !slices.Contains(listed, pod.Status.PodIP) {
				found = append(found, fmt.Sprintf("Pod %s/%s is no endpoint of the Service %s", pod.Namespace, pod.Name, service.Name))
			}
		}
	}
	return found
}

func readyAddresses(service string, endpoints []discovery.EndpointSlice) []string {
	var addresses []string
	for _, slice := range endpoints {
		if slice.Labels[discovery.LabelServiceName] != service {
			continue
		}
		for _, endpoint := range slice.Endpoints {
			if ready := endpoint.Conditions.Ready; ready == nil || *ready {
				addresses = append(addresses, endpoint.Addresses...)
			}
		}
	}
	return addresses
}
