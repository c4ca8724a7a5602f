package node

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"cdk8s-ml-mesh/conformance/internal/echo"
	"cdk8s-ml-mesh/conformance/internal/network"
	"cdk8s-ml-mesh/conformance/internal/process"
)

const nodeAddress = network.NodeAddress

// Pod is a running pod.
type Pod struct {
	Key      client.ObjectKey
	Workload string // the name by which cases know it
	Address  string
	Account  string // of its service account
	Labels   map[string]string
	Space    *network.Namespace // its own with a proxy, else one shared with all others without
	Log      string

	proxied   bool
	folder    string
	servers   []*http.Server
	processes []*process.Process
}

// HasProxy reports whether an Envoy runs in the pod.
func (p *Pod) HasProxy() bool { return p.proxied }

// IsSidecar reports whether the pod's proxy stands beside an application.
func (p *Pod) IsSidecar() bool { return p.HasProxy() && len(p.servers) > 0 }

func (n *Node) prepare(ctx context.Context, object *corev1.Pod) (*Pod, error) {
	name := object.Namespace + "." + object.Name
	pod := &Pod{
		Key:      client.ObjectKeyFromObject(object),
		Workload: workload(object),
		Account:  object.Spec.ServiceAccountName,
		Labels:   object.Labels,
		Log:      filepath.Join(n.folders.Logs, name+".log"),
		proxied:  hasProxy(object),
		folder:   filepath.Join(n.folders.Pods, name),
	}
	var err error
	if !pod.proxied {
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

// start runs the applications first: a proxy that is ready leads somewhere.
func (p *Pod) start(ctx context.Context, node *Node, object *corev1.Pod) error {
	ports, err := node.applicationPorts(ctx, object)
	if err != nil {
		return err
	}
	for _, port := range ports {
		if err := p.serve(node.echo, port); err != nil {
			return err
		}
	}
	for _, container := range proxyContainers(object) {
		if err := p.runProxy(ctx, node, object, container); err != nil {
			return err
		}
	}
	return nil
}

func (p *Pod) serve(server *echo.Server, port int) error {
	// With a proxy the application listens on every address of its own namespace, as containers do.
	host := p.Address
	if p.proxied {
		host = ""
	}
	listener, err := p.Space.Listen(net.JoinHostPort(host, strconv.Itoa(port)))
	if err != nil {
		return fmt.Errorf("%s: %w", p.Key, err)
	}
	p.servers = append(p.servers, server.Serve(listener, echo.Backend{Namespace: p.Key.Namespace, Name: p.Workload, Pod: p.Key.Name, Port: port}))
	return nil
}

func (p *Pod) stop(network *network.Network) {
	for _, process := range p.processes {
		process.Kill()
	}
	for _, server := range p.servers {
		_ = server.Close()
	}
	if p.proxied {
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

// applicationPorts are the ports that the containers declare and those that a Service sends to by number: containers need
// not declare what they listen on.
func (n *Node) applicationPorts(ctx context.Context, pod *corev1.Pod) ([]int, error) {
	var ports []int
	for _, container := range pod.Spec.Containers {
		if isProxy(container) {
			continue
		}
		for _, port := range container.Ports {
			if port.Protocol == "" || port.Protocol == corev1.ProtocolTCP {
				ports = append(ports, int(port.ContainerPort))
			}
		}
	}
	if len(proxyContainers(pod)) > 0 && len(applications(pod)) == 0 {
		return nil, nil
	}
	services := &corev1.ServiceList{}
	if err := n.cluster.List(ctx, services, client.InNamespace(pod.Namespace)); err != nil {
		return nil, err
	}
	for _, service := range services.Items {
		if len(service.Spec.Selector) == 0 || !labels.SelectorFromSet(service.Spec.Selector).Matches(labels.Set(pod.Labels)) {
			continue
		}
		for _, port := range service.Spec.Ports {
			if number := int(port.TargetPort.IntVal); number != 0 && port.Protocol == corev1.ProtocolTCP {
				ports = append(ports, number)
			}
		}
	}
	slices.Sort(ports)
	return slices.Compact(ports), nil
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

// WorkloadLabel names the workload of a pod that no controller made.
const WorkloadLabel = "service.istio.io/workload-name"
