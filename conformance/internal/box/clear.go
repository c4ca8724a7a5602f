package box

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/wait"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"cdk8s-ml-mesh/conformance/internal/cluster"
)

// clear removes the batch and waits until its namespaces are gone, so that the next batch starts from nothing.
func (b *Box) clear(ctx context.Context, batch []*stage) error {
	for _, stage := range batch {
		for _, object := range stage.objects() {
			if object.GetNamespace() != "" && object.GetNamespace() != rootNamespace || object.GetKind() == "Namespace" {
				continue
			}
			if err := client.IgnoreNotFound(b.Plane.Cluster.Delete(ctx, object.DeepCopy())); err != nil {
				return fmt.Errorf("delete %s: %w", cluster.Name(object), err)
			}
		}
		for _, name := range stage.namespaces() {
			namespace := &corev1.Namespace{}
			namespace.Name = name
			if err := client.IgnoreNotFound(b.Plane.Cluster.Delete(ctx, namespace)); err != nil {
				return fmt.Errorf("delete namespace %s: %w", name, err)
			}
		}
	}
	return b.awaitGone(ctx, batch)
}

func (b *Box) awaitGone(ctx context.Context, batch []*stage) error {
	gone := map[string]bool{}
	err := wait.PollUntilContextTimeout(ctx, pollEvery, goneLimit, true, func(ctx context.Context) (bool, error) {
		for _, stage := range batch {
			for _, name := range stage.namespaces() {
				if !gone[name] && !b.isGone(ctx, name) {
					return false, nil
				}
				gone[name] = true
			}
		}
		return true, nil
	})
	if err != nil {
		return fmt.Errorf("namespaces of the last cases are not gone: %w", err)
	}
	return nil
}

func (b *Box) isGone(ctx context.Context, namespace string) bool {
	object := &unstructured.Unstructured{}
	object.SetAPIVersion("v1")
	object.SetKind("Namespace")
	err := b.Plane.Cluster.Get(ctx, client.ObjectKey{Name: namespace}, object)
	return err != nil && client.IgnoreNotFound(err) == nil
}
