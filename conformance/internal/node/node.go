// Package node plays what a box has no program for: the scheduler, the node agent that runs pods, and the load balancer.
//
// A pod is created by the real controllers and injected by the real istiod. Its proxy container runs as it is written, as a
// real pilot-agent with a real Envoy; its other containers are played by the echo server.
package node

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"cdk8s-ml-mesh/conformance/internal/cluster"
	"cdk8s-ml-mesh/conformance/internal/echo"
	"cdk8s-ml-mesh/conformance/internal/network"
	"cdk8s-ml-mesh/conformance/internal/ztunnel"
)

// Name is the name of the only node.
const Name = "box"

// kubeletVersion is what istiod looks at to decide about native sidecars.
const kubeletVersion = "v1.36.1"

// Folders tells a node where things are.
type Folders struct {
	Tools    string
	Template string // Envoy's bootstrap template
	Pods     string
	Logs     string
}

// Node runs the pods of a box.
type Node struct {
	cluster *cluster.Cluster
	network *network.Network
	echo    *echo.Server
	ztunnel *ztunnel.Ztunnel
	folders Folders

	replicas replicas

	mu   sync.Mutex
	pods map[types.NamespacedName]*Pod
}

// Start registers the node and runs pods until the context ends.
func Start(
	ctx context.Context, cluster *cluster.Cluster, network *network.Network, echo *echo.Server, ztunnel *ztunnel.Ztunnel, folders Folders,
) (*Node, error) {
	node := &Node{cluster: cluster, network: network, echo: echo, ztunnel: ztunnel, folders: folders, pods: map[types.NamespacedName]*Pod{}}
	node.replicas.byOwner = map[types.UID]map[client.ObjectKey]bool{}
	if err := node.register(ctx); err != nil {
		return nil, err
	}
	manager, err := ctrl.NewManager(cluster.Config, ctrl.Options{
		Scheme:  cluster.Scheme(),
		Metrics: server.Options{BindAddress: "0"},
	})
	if err != nil {
		return nil, err
	}
	if err := node.watch(manager); err != nil {
		return nil, err
	}
	go func() { _ = manager.Start(ctx) }()
	if !manager.GetCache().WaitForCacheSync(ctx) {
		return nil, fmt.Errorf("watch pods and services: %w", ctx.Err())
	}
	return node, nil
}

func (n *Node) register(ctx context.Context) error {
	node := &corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: Name, Labels: map[string]string{
		"kubernetes.io/hostname": Name, "kubernetes.io/os": "linux",
		"topology.kubernetes.io/region": "region-a", "topology.kubernetes.io/zone": "zone-a",
	}}}
	if err := n.cluster.Create(ctx, node); err != nil {
		return err
	}
	node.Status.NodeInfo.KubeletVersion = kubeletVersion
	node.Status.Addresses = []corev1.NodeAddress{{Type: corev1.NodeInternalIP, Address: network.NodeAddress}}
	node.Status.Conditions = []corev1.NodeCondition{{Type: corev1.NodeReady, Status: corev1.ConditionTrue}}
	return n.cluster.Status().Update(ctx, node)
}

// LeavesOut reports whether the pod will never run. A pod that is only not scheduled yet will.
func (n *Node) LeavesOut(pod *corev1.Pod) bool { return n.replicas.leavesOut(pod) }

// Pods returns the running pods.
func (n *Node) Pods() []*Pod {
	n.mu.Lock()
	defer n.mu.Unlock()
	pods := make([]*Pod, 0, len(n.pods))
	for _, pod := range n.pods {
		pods = append(pods, pod)
	}
	return pods
}

// PodsOf returns the running pods of a workload, in the order of their names.
func (n *Node) PodsOf(namespace, workload string) []*Pod {
	pods := slices.DeleteFunc(n.Pods(), func(pod *Pod) bool { return pod.Key.Namespace != namespace || pod.Workload != workload })
	slices.SortFunc(pods, func(a, b *Pod) int { return strings.Compare(a.Key.Name, b.Key.Name) })
	return pods
}

// Pod returns the running pod of that name.
func (n *Node) Pod(key client.ObjectKey) *Pod {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.pods[key]
}

func (n *Node) add(pod *Pod) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.pods[pod.Key] = pod
}

// remove forgets the pod and returns it.
func (n *Node) remove(key client.ObjectKey) *Pod {
	n.mu.Lock()
	defer n.mu.Unlock()
	pod := n.pods[key]
	delete(n.pods, key)
	return pod
}
