package node

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
)

// podsAtOnce bounds how many proxies start at the same time; each costs most of a core for a second.
const podsAtOnce = 6

func (n *Node) watch(manager ctrl.Manager) error {
	err := ctrl.NewControllerManagedBy(manager).For(&corev1.Pod{}).
		WithOptions(controller.Options{MaxConcurrentReconciles: podsAtOnce, SkipNameValidation: new(true)}).
		Complete(reconcile.Func(n.reconcilePod))
	if err != nil {
		return err
	}
	return ctrl.NewControllerManagedBy(manager).For(&corev1.Service{}).
		WithOptions(controller.Options{SkipNameValidation: new(true)}).
		Complete(reconcile.Func(n.reconcileService))
}

func (n *Node) reconcilePod(ctx context.Context, request reconcile.Request) (reconcile.Result, error) {
	pod := &corev1.Pod{}
	err := n.cluster.Get(ctx, request.NamespacedName, pod)
	switch {
	case client.IgnoreNotFound(err) != nil:
		return reconcile.Result{}, err
	case err != nil || pod.DeletionTimestamp != nil:
		return reconcile.Result{}, n.end(ctx, request.NamespacedName, pod)
	case pod.Spec.NodeName == "":
		return reconcile.Result{}, n.schedule(ctx, pod)
	case n.Pod(request.NamespacedName) == nil:
		return reconcile.Result{}, n.run(ctx, pod)
	default:
		return reconcile.Result{}, nil
	}
}

func (n *Node) schedule(ctx context.Context, pod *corev1.Pod) error {
	if !n.replicas.admit(pod) {
		return nil
	}
	binding := &corev1.Binding{Target: corev1.ObjectReference{Kind: "Node", Name: Name}}
	return n.cluster.SubResource("binding").Create(ctx, pod, binding)
}

func (n *Node) end(ctx context.Context, key client.ObjectKey, pod *corev1.Pod) error {
	n.replicas.release(key)
	if running := n.remove(key); running != nil {
		running.stop(n.network)
	}
	if pod.DeletionTimestamp == nil {
		return nil
	}
	return client.IgnoreNotFound(n.cluster.Delete(ctx, pod, client.GracePeriodSeconds(0)))
}

// reconcileService gives a Service of type LoadBalancer its address, as a cloud does.
func (n *Node) reconcileService(ctx context.Context, request reconcile.Request) (reconcile.Result, error) {
	service := &corev1.Service{}
	if err := n.cluster.Get(ctx, request.NamespacedName, service); err != nil {
		return reconcile.Result{}, client.IgnoreNotFound(err)
	}
	if service.Spec.Type != corev1.ServiceTypeLoadBalancer || len(service.Status.LoadBalancer.Ingress) > 0 {
		return reconcile.Result{}, nil
	}
	service.Status.LoadBalancer.Ingress = []corev1.LoadBalancerIngress{{IP: service.Spec.ClusterIP}}
	return reconcile.Result{}, n.cluster.Status().Update(ctx, service)
}

// run starts the pod and reports its state.
func (n *Node) run(ctx context.Context, object *corev1.Pod) error {
	pod, err := n.prepare(ctx, object)
	if err != nil {
		return fmt.Errorf("prepare pod %s: %w", client.ObjectKeyFromObject(object), err)
	}
	ambient, err := n.isAmbient(ctx, object)
	if err == nil && ambient {
		err = pod.capture(ctx, n.ztunnel)
	}
	if err != nil {
		return fmt.Errorf("capture pod %s: %w", client.ObjectKeyFromObject(object), err)
	}
	n.add(pod)
	if err := n.report(ctx, object, pod, corev1.ConditionFalse, "Starting"); err != nil {
		return err
	}
	if err := pod.start(ctx, n, object); err != nil {
		return n.report(ctx, object, pod, corev1.ConditionFalse, err.Error())
	}
	if !hasProgram(object) {
		return n.report(ctx, object, pod, corev1.ConditionTrue, "")
	}
	go n.reportPrograms(context.WithoutCancel(ctx), object, pod) // some never become ready: they must not hold up other pods
	return nil
}

// reportPrograms reports the pod's state when its programs are ready or have failed. A report that does not arrive leaves the pod
// unready, which the stage complains of.
func (n *Node) reportPrograms(ctx context.Context, object *corev1.Pod, pod *Pod) {
	if err := pod.awaitPrograms(ctx, object); err != nil {
		_ = n.report(ctx, object, pod, corev1.ConditionFalse, err.Error())
		return
	}
	_ = n.report(ctx, object, pod, corev1.ConditionTrue, "")
}

func (n *Node) report(ctx context.Context, object *corev1.Pod, pod *Pod, ready corev1.ConditionStatus, message string) error {
	base := object.DeepCopy()
	if pod.IsAmbient() {
		metav1.SetMetaDataAnnotation(&object.ObjectMeta, redirection, redirectionEnabled)
	}
	object.Status.Phase = corev1.PodRunning
	object.Status.HostIP = nodeAddress
	object.Status.PodIP = pod.Address
	object.Status.PodIPs = []corev1.PodIP{{IP: pod.Address}}
	object.Status.HostIPs = []corev1.HostIP{{IP: nodeAddress}}
	object.Status.StartTime = new(metav1.Now())
	object.Status.Conditions = nil
	for _, kind := range []corev1.PodConditionType{corev1.PodScheduled, corev1.PodInitialized, corev1.ContainersReady, corev1.PodReady} {
		object.Status.Conditions = append(object.Status.Conditions, corev1.PodCondition{
			Type: kind, Status: ready, Message: message, LastTransitionTime: metav1.Now(),
		})
	}
	return client.IgnoreNotFound(n.cluster.Status().Patch(ctx, object, client.MergeFrom(base)))
}
