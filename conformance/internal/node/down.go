package node

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// Down ends the applications in the pods of a workload, as a crash does: nothing accepts a connection, and nobody has noticed yet.
// It returns what starts them again.
func (n *Node) Down(namespace, workload string) (up func(context.Context) error) {
	var halted []*Pod
	for _, pod := range n.Pods() {
		if pod.Key.Namespace == namespace && pod.Workload == workload {
			pod.halt()
			halted = append(halted, pod)
		}
	}
	return func(ctx context.Context) error {
		for _, pod := range halted {
			if err := n.resume(ctx, pod); err != nil {
				return err
			}
		}
		return nil
	}
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

func (n *Node) resume(ctx context.Context, pod *Pod) error {
	object := &corev1.Pod{}
	if err := n.cluster.Get(ctx, pod.Key, object); err != nil {
		return client.IgnoreNotFound(err) // it is gone: there is nothing to start
	}
	if err := pod.serve(n.echo); err != nil {
		return err
	}
	for _, program := range pod.programs {
		if err := pod.startProgram(program); err != nil {
			return err
		}
	}
	return pod.awaitPrograms(ctx, object)
}
