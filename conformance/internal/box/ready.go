package box

import (
	"context"
	"fmt"
	"slices"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/wait"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"cdk8s-ml-mesh/conformance/internal/conditions"
	"cdk8s-ml-mesh/conformance/internal/node"
	"cdk8s-ml-mesh/conformance/internal/report"
)

// aspect is one thing of a stage that is to become as it should be: an object's status, or the pods of a namespace.
type aspect struct {
	stage *stage
	judge string
	wrong func(context.Context) []string
}

// awaitReady waits until every aspect of the stages is as it should be, and complains of those that never get there.
//
// What is right is left alone until everything is, and then asked once more: to ask about everything each time kept the API
// server of a large batch busier than the batch did.
func (b *Box) awaitReady(ctx context.Context, stages []*stage) {
	var all []aspect
	limit := readyLimit
	for _, stage := range stages {
		all = append(all, b.aspects(stage)...)
		limit += time.Duration(stage.item().Weight) * proxyLimit
	}
	waiting, still := all, stillness{}
	_ = wait.PollUntilContextTimeout(ctx, pollEvery, limit, true, func(ctx context.Context) (bool, error) {
		if waiting = stillWrong(ctx, waiting); len(waiting) == 0 {
			waiting = stillWrong(ctx, all)
		}
		return len(waiting) == 0 || b.isFinal(ctx, waiting, all) || b.Hasty && still.isOver(ctx, waiting), b.Plane.Failed()
	}) // who is still wrong is complained of
	if len(waiting) == 0 {
		return
	}
	for _, one := range all { // asked once more, for the reasons
		one.stage.result.Complain(one.judge, one.wrong(ctx)...)
	}
}

func stillWrong(ctx context.Context, aspects []aspect) []aspect {
	var wrong []aspect
	for _, one := range aspects {
		if len(one.wrong(ctx)) > 0 {
			wrong = append(wrong, one)
		}
	}
	return wrong
}

func (b *Box) aspects(stage *stage) []aspect {
	var found []aspect
	for _, object := range stage.tested {
		if !conditions.Judges(object.GetKind()) || stage.Refused != nil {
			continue
		}
		found = append(found, aspect{stage, report.Conditions, func(ctx context.Context) []string { return b.wrongStatus(ctx, stage, object) }})
	}
	for _, namespace := range stage.namespaces() {
		found = append(found, aspect{stage, report.Pods, func(ctx context.Context) []string { return b.unreadyPods(ctx, stage, namespace) }})
		found = append(found, aspect{stage, report.Pods, func(ctx context.Context) []string { return b.unlistedPods(ctx, namespace) }})
	}
	return found
}

func (b *Box) wrongStatus(ctx context.Context, stage *stage, object *unstructured.Unstructured) []string {
	live := object.DeepCopy()
	if err := b.Plane.Cluster.Get(ctx, client.ObjectKeyFromObject(object), live); err != nil {
		return nil // not admitted: complained of already
	}
	if live.GroupVersionKind().Group == "networking.istio.io" {
		return nil // Istio's own Gateway has no such status
	}
	return conditions.Wrong(live, stage.Conditions)
}

// wrongDeployment says what is wrong with a Deployment that has too few ready pods, or that must have none.
func (b *Box) wrongDeployment(stage *stage, deployment appsv1.Deployment) string {
	name := deployment.Namespace + "/" + deployment.Name
	want, ready := min(*deployment.Spec.Replicas, node.MaxReplicas), deployment.Status.ReadyReplicas
	if node.Elects(deployment.Spec.Template.Spec) {
		want = min(want, 1)
	}
	switch {
	case !slices.Contains(stage.Unready, name):
		if ready < want {
			return fmt.Sprintf("Deployment %s: %d of %d replicas are ready %s", name, ready, want, replicaFailure(deployment))
		}
	case ready > 0:
		return fmt.Sprintf("Deployment %s is ready", name)
	case !slices.ContainsFunc(b.Node.Pods(), func(pod *node.Pod) bool { return isOf(pod, deployment) && pod.Hopeless() }):
		return fmt.Sprintf("Deployment %s may yet become ready", name)
	}
	return ""
}

func isOf(pod *node.Pod, deployment appsv1.Deployment) bool {
	return pod.Key.Namespace == deployment.Namespace && pod.Workload == deployment.Name
}

func (b *Box) unreadyPods(ctx context.Context, stage *stage, namespace string) []string {
	var unready []string
	deployments, pods := &appsv1.DeploymentList{}, &corev1.PodList{}
	for _, list := range []client.ObjectList{deployments, pods} {
		if err := b.Plane.Cluster.List(ctx, list, client.InNamespace(namespace)); err != nil {
			return []string{err.Error()}
		}
	}
	for _, deployment := range deployments.Items {
		if wrong := b.wrongDeployment(stage, deployment); wrong != "" {
			unready = append(unready, wrong)
		}
	}
	for _, pod := range pods.Items {
		if pod.DeletionTimestamp == nil && !b.Node.LeavesOut(&pod) && !isReady(pod) && !b.isUnreadyWorkload(stage, &pod) && !b.Node.StandsBy(ctx, &pod) {
			unready = append(unready, fmt.Sprintf("Pod %s/%s is not ready: %s", namespace, pod.Name, readyMessage(pod)))
		}
	}
	return unready
}

func replicaFailure(deployment appsv1.Deployment) string {
	for _, condition := range deployment.Status.Conditions {
		if condition.Type == appsv1.DeploymentReplicaFailure {
			return condition.Message
		}
	}
	return ""
}

func isReady(pod corev1.Pod) bool {
	for _, condition := range pod.Status.Conditions {
		if condition.Type == corev1.PodReady {
			return condition.Status == corev1.ConditionTrue
		}
	}
	return false
}

func readyMessage(pod corev1.Pod) string {
	for _, condition := range pod.Status.Conditions {
		if condition.Type == corev1.PodReady {
			return condition.Message
		}
	}
	return string(pod.Status.Phase)
}

// isUnreadyWorkload reports whether the pod is one of a Deployment that must not become ready.
func (b *Box) isUnreadyWorkload(stage *stage, pod *corev1.Pod) bool {
	running := b.Node.Pod(client.ObjectKeyFromObject(pod))
	return running != nil && slices.Contains(stage.Unready, running.Key.Namespace+"/"+running.Workload)
}
