package node

import (
	"context"
	"errors"

	corev1 "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// Down ends the applications in the pods of a workload, as a crash does: nothing accepts a connection, and nobody has noticed yet.
// It returns the pods, also those that were ended before an error. Replicas bounds how many, of pods that choose one among them the one
// that leads, else the first ones by name; 0: all of them.
func (n *Node) Down(ctx context.Context, namespace, workload string, replicas int) ([]*Pod, error) {
	all := n.PodsOf(namespace, workload)
	if replicas > 0 && replicas < len(all) {
		all = n.leadersFirst(ctx, all)[:replicas]
	}
	for i, pod := range all {
		pod.halt()
		if err := pod.countRefusals(ctx); err != nil {
			return all[:i+1], err
		}
	}
	return all, nil
}

func (p *Pod) halt() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, server := range p.servers {
		_ = server.Close()
	}
	p.servers = nil
	for _, program := range p.programs {
		program.process.Kill()
	}
}

// Up starts the applications of pods again.
func (n *Node) Up(ctx context.Context, pods []*Pod) error {
	var failed []error
	for _, pod := range pods {
		failed = append(failed, n.resume(ctx, pod))
	}
	return errors.Join(failed...)
}

func (n *Node) resume(ctx context.Context, pod *Pod) error {
	object := &corev1.Pod{}
	if err := n.cluster.Get(ctx, pod.Key, object); err != nil {
		return client.IgnoreNotFound(err) // it is gone: there is nothing to start
	}
	if err := errors.Join(pod.stopCounting(ctx), pod.serve(n.echo)); err != nil {
		return err
	}
	for _, program := range pod.programs {
		if err := pod.startProgram(program); err != nil {
			return err
		}
	}
	if Elects(object.Spec) {
		go n.reportPrograms(context.WithoutCancel(ctx), object, pod) // another may lead by now
		return nil
	}
	return pod.awaitPrograms(ctx, object)
}

// Notice says of pods that they are ready or not, and waits until every EndpointSlice says so too.
func (n *Node) Notice(ctx context.Context, pods []*Pod, ready bool) error {
	status := corev1.ConditionFalse
	if ready {
		status = corev1.ConditionTrue
	}
	for _, pod := range pods {
		object := &corev1.Pod{}
		if err := n.cluster.Get(ctx, pod.Key, object); err != nil {
			return err
		}
		if ready && Elects(object.Spec) {
			continue // its program says when it leads
		}
		if err := n.report(ctx, object, pod, status, ""); err != nil {
			return err
		}
		if err := n.awaitEndpoints(ctx, pod, ready); err != nil {
			return err
		}
	}
	return nil
}

func (n *Node) awaitEndpoints(ctx context.Context, pod *Pod, ready bool) error {
	return wait.PollUntilContextTimeout(ctx, probePoll, probeLimit, true, func(ctx context.Context) (bool, error) {
		found := &discovery.EndpointSliceList{}
		if err := n.cluster.List(ctx, found, client.InNamespace(pod.Key.Namespace)); err != nil {
			return false, err
		}
		for _, slice := range found.Items {
			for _, endpoint := range slice.Endpoints {
				if endpoint.Addresses[0] == pod.Address && *endpoint.Conditions.Ready != ready {
					return false, nil
				}
			}
		}
		return true, nil
	})
}
