package box

import (
	"context"
	"errors"
	"fmt"
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"sigs.k8s.io/controller-runtime/pkg/client"
	gateway "sigs.k8s.io/gateway-api/apis/v1"

	"cdk8s-ml-mesh/conformance/internal/cluster"
	"cdk8s-ml-mesh/conformance/internal/outside"
)

// clear removes the batch. Its namespaces may linger; who needs one of that name waits for it.
//
// Pods go first: the namespace controller would otherwise wait for half of the time that a pod has to end by itself, which
// is 30 s, although the pods of a box end at once.
func (b *Box) clear(ctx context.Context, batch []*stage) error {
	for _, stage := range batch {
		if err := errors.Join(b.deleteShared(ctx, stage), b.deletePods(ctx, stage)); err != nil {
			return err
		}
	}
	if err := b.awaitNone(ctx, batch, b.hasPods); err != nil {
		return fmt.Errorf("pods of the last cases do not end: %w", err)
	}
	for _, stage := range batch {
		for _, host := range outside.Hosts(stage.objects()) {
			if err := b.outside.Stop(host); err != nil {
				return err
			}
		}
		if err := b.deleteNamespaces(ctx, stage); err != nil {
			return err
		}
	}
	return nil
}

// awaitRoom waits until no namespace of the batch is left from an earlier one.
func (b *Box) awaitRoom(ctx context.Context, batch []*stage) error {
	if err := b.awaitNone(ctx, batch, b.exists); err != nil {
		return fmt.Errorf("namespaces of earlier cases are not gone: %w", err)
	}
	return nil
}

// deleteShared deletes what lies outside the stage's own namespaces.
func (b *Box) deleteShared(ctx context.Context, stage *stage) error {
	for _, object := range stage.objects() {
		if object.GetNamespace() != "" && object.GetNamespace() != rootNamespace || object.GetKind() == "Namespace" {
			continue
		}
		if err := client.IgnoreNotFound(b.Plane.Cluster.Delete(ctx, object.DeepCopy())); err != nil {
			return fmt.Errorf("delete %s: %w", cluster.Name(object), err)
		}
	}
	return nil
}

// deletePods deletes everything that makes pods, gateways included, and the pods themselves.
func (b *Box) deletePods(ctx context.Context, stage *stage) error {
	makers := []client.Object{&gateway.Gateway{}, &appsv1.Deployment{}, &appsv1.StatefulSet{}, &batchv1.Job{}}
	for _, namespace := range stage.namespaces() {
		for _, maker := range makers {
			err := b.Plane.Cluster.DeleteAllOf(ctx, maker, client.InNamespace(namespace), client.PropagationPolicy(metav1.DeletePropagationBackground))
			if err != nil {
				return fmt.Errorf("delete the %T of %s: %w", maker, namespace, err)
			}
		}
		if err := b.Plane.Cluster.DeleteAllOf(ctx, &corev1.Pod{}, client.InNamespace(namespace), client.GracePeriodSeconds(0)); err != nil {
			return fmt.Errorf("delete the pods of %s: %w", namespace, err)
		}
	}
	return nil
}

func (b *Box) deleteNamespaces(ctx context.Context, stage *stage) error {
	for _, name := range stage.namespaces() {
		namespace := &corev1.Namespace{}
		namespace.Name = name
		if err := client.IgnoreNotFound(b.Plane.Cluster.Delete(ctx, namespace)); err != nil {
			return fmt.Errorf("delete namespace %s: %w", name, err)
		}
	}
	return nil
}

// awaitNone waits until the condition holds for none of the batch's namespaces.
func (b *Box) awaitNone(ctx context.Context, batch []*stage, condition func(context.Context, string) bool) error {
	return wait.PollUntilContextTimeout(ctx, pollEvery, goneLimit, true, func(ctx context.Context) (bool, error) {
		for _, stage := range batch {
			if slices.ContainsFunc(stage.namespaces(), func(name string) bool { return condition(ctx, name) }) {
				return false, nil
			}
		}
		return true, nil
	})
}

func (b *Box) hasPods(ctx context.Context, namespace string) bool {
	pods := &corev1.PodList{}
	err := b.Plane.Cluster.List(ctx, pods, client.InNamespace(namespace))
	return err != nil || len(pods.Items) > 0
}

func (b *Box) exists(ctx context.Context, namespace string) bool {
	err := b.Plane.Cluster.Get(ctx, client.ObjectKey{Name: namespace}, &corev1.Namespace{})
	return !apierrors.IsNotFound(err)
}
