package node

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"

	"golang.org/x/sys/unix"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"cdk8s-ml-mesh/conformance/internal/echo"
	"cdk8s-ml-mesh/conformance/internal/network"
	"cdk8s-ml-mesh/conformance/internal/process"
	"cdk8s-ml-mesh/conformance/internal/ztunnel"
)

const nodeAddress = network.NodeAddress

// Pod is a running pod.
type Pod struct {
	Key      client.ObjectKey
	Workload string // the name by which cases know it
	Address  string
	Account  string // of its service account
	Labels   map[string]string
	Space    *network.Namespace // its own with a proxy or a real program, else one shared with all others without
	Log      string

	proxied  bool
	alone    bool         // in a network namespace of its own
	captured *ztunnel.Pod // nil: not in ambient mode
	guards   []io.Closer  // what ztunnel listens with
	folder   string
	user     int   // that its proxy runs as
	ports    []int // that the echo server answers on
	proxies  []*process.Process

	mu       sync.Mutex // guards what follows
	servers  []*http.Server
	programs []*program
	mounts   []string
}

// HasProxy reports whether an Envoy runs in the pod.
func (p *Pod) HasProxy() bool { return p.proxied }

// IsSidecar reports whether the pod's proxy stands beside an application.
func (p *Pod) IsSidecar() bool { return p.HasProxy() && len(p.servers)+len(p.programs) > 0 }

func (n *Node) prepare(ctx context.Context, object *corev1.Pod) (*Pod, error) {
	name := object.Namespace + "." + object.Name
	pod := &Pod{
		Key:      client.ObjectKeyFromObject(object),
		Workload: workload(object),
		Account:  object.Spec.ServiceAccountName,
		Labels:   object.Labels,
		Log:      filepath.Join(n.folders.Logs, name+".log"),
		proxied:  hasProxy(object),
		alone:    hasProxy(object) || hasProgram(object),
		folder:   filepath.Join(n.folders.Pods, name),
		user:     newUser(),
	}
	var err error
	if !pod.alone {
		pod.Space = n.network.Shared()
		pod.Address, err = n.network.AddAddress()
		return pod, err
	}
	if pod.Space, err = n.network.AddNamespace(name); err != nil {
		return nil, err
	}
	pod.Address = pod.Space.Address()
	return pod, nil
}

// start runs what is played first: a proxy that is ready leads somewhere. Programs come last, because they reach the API server
// through the proxy.
func (p *Pod) start(ctx context.Context, node *Node, object *corev1.Pod) error {
	ports, err := node.applicationPorts(ctx, object)
	if err != nil {
		return err
	}
	p.ports = ports
	if err := p.serve(node.echo); err != nil {
		return err
	}
	for _, container := range proxyContainers(object) {
		if err := p.runProxy(ctx, node, object, container); err != nil {
			return err
		}
	}
	for _, container := range programContainers(object) {
		if err := p.runProgram(ctx, node, object, container); err != nil {
			return err
		}
	}
	return nil
}

// serve answers on the pod's ports. In a namespace of its own the application listens on every address, as containers do.
func (p *Pod) serve(server *echo.Server) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	host := p.Address
	if p.alone {
		host = ""
	}
	for _, port := range p.ports {
		listener, err := p.Space.Listen(net.JoinHostPort(host, strconv.Itoa(port)))
		if err != nil {
			return fmt.Errorf("%s: %w", p.Key, err)
		}
		if p.captured != nil {
			listener = p.captured.Guard(listener, port)
		}
		backend := echo.Backend{Namespace: p.Key.Namespace, Name: p.Workload, Pod: p.Key.Name, Port: port}
		p.servers = append(p.servers, server.Serve(listener, backend))
	}
	return nil
}

func (p *Pod) stop(network *network.Network) {
	for _, proxy := range p.proxies {
		proxy.Kill()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, program := range p.programs {
		program.process.Kill()
	}
	for _, server := range p.servers {
		_ = server.Close()
	}
	for _, guard := range p.guards {
		_ = guard.Close()
	}
	for _, mount := range p.mounts {
		_ = unix.Unmount(mount, 0)
	}
	if p.alone {
		_ = p.Space.Remove()
	} else {
		_ = network.RemoveAddress(p.Address)
	}
	_ = os.RemoveAll(p.folder)
}

// Dial opens a connection from the pod.
func (p *Pod) Dial(ctx context.Context, address string) (net.Conn, error) {
	return p.Space.Dial(ctx, p.Address, address)
}

// applicationPorts are the ports that the played containers declare and those that a Service sends to by number: containers
// need not declare what they listen on. Beside a real program only declared ones are played: the others may be its own.
func (n *Node) applicationPorts(ctx context.Context, pod *corev1.Pod) ([]int, error) {
	var ports []int
	for _, container := range pod.Spec.Containers {
		if !isPlayed(container) {
			continue
		}
		for _, port := range container.Ports {
			if port.Protocol == "" || port.Protocol == corev1.ProtocolTCP {
				ports = append(ports, int(port.ContainerPort))
			}
		}
	}
	if !slices.ContainsFunc(pod.Spec.Containers, isPlayed) || hasProgram(pod) {
		return unique(ports), nil
	}
	services := &corev1.ServiceList{}
	if err := n.cluster.List(ctx, services, client.InNamespace(pod.Namespace)); err != nil {
		return nil, err
	}
	for _, service := range services.Items {
		if len(ports) > 0 && service.Labels[poolLabel] != "" {
			continue // istiod made it from a pool, whose port a server that declares its own may not have
		}
		if len(service.Spec.Selector) == 0 || !labels.SelectorFromSet(service.Spec.Selector).Matches(labels.Set(pod.Labels)) {
			continue
		}
		for _, port := range service.Spec.Ports {
			if number := int(port.TargetPort.IntVal); number != 0 && port.Protocol == corev1.ProtocolTCP {
				ports = append(ports, number)
			}
		}
	}
	return unique(ports), nil
}

func unique(ports []int) []int {
	slices.Sort(ports)
	return slices.Compact(ports)
}

// isPlayed reports whether the echo server stands for the container.
func isPlayed(container corev1.Container) bool {
	return !isProxy(container) && programOf(container) == ""
}

// workload is the name by which cases know the pod: that of its owner, or the label, or its own.
func workload(pod *corev1.Pod) string {
	if name := pod.Labels[WorkloadLabel]; name != "" {
		return name
	}
	for _, owner := range pod.OwnerReferences {
		if owner.Kind == "ReplicaSet" {
			if hash := pod.Labels["pod-template-hash"]; hash != "" {
				return owner.Name[:len(owner.Name)-len(hash)-1]
			}
		}
		return owner.Name
	}
	return pod.Name
}

// poolLabel is on the Service that istiod makes of an InferencePool.
const poolLabel = "istio.io/inferencepool-name"

// WorkloadLabel names the workload of a pod that no controller made.
const WorkloadLabel = "service.istio.io/workload-name"
