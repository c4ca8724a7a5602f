// Package box is the mesh in a box: a control plane, a node and what asks and judges them.
package box

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"cdk8s-ml-mesh/conformance/internal/ambient"
	"cdk8s-ml-mesh/conformance/internal/cluster"
	"cdk8s-ml-mesh/conformance/internal/controlplane"
	"cdk8s-ml-mesh/conformance/internal/echo"
	"cdk8s-ml-mesh/conformance/internal/identity"
	"cdk8s-ml-mesh/conformance/internal/isolate"
	"cdk8s-ml-mesh/conformance/internal/issuer"
	"cdk8s-ml-mesh/conformance/internal/istioctl"
	"cdk8s-ml-mesh/conformance/internal/memory"
	"cdk8s-ml-mesh/conformance/internal/mesh"
	"cdk8s-ml-mesh/conformance/internal/network"
	"cdk8s-ml-mesh/conformance/internal/node"
	"cdk8s-ml-mesh/conformance/internal/outside"
	"cdk8s-ml-mesh/conformance/internal/report"
	"cdk8s-ml-mesh/conformance/internal/ztunnel"
)

// hosts are the only names that a proxy or istiod looks up by itself, besides those of servers outside. That of istiod without a
// revision is for callers without a proxy.
func hosts(profile controlplane.Profile) string {
	const system = "." + rootNamespace + ".svc"
	return "127.0.0.1 localhost\n" + network.NodeAddress + " " + profile.Istiod() + system + " istiod" + system + " " + issuer.Host + "\n"
}

// Box is a running mesh.
type Box struct {
	Plane *controlplane.Plane
	Node  *node.Node
	// Memory is what the box takes of it.
	Memory *memory.Meter

	// Progress receives a line about each step of a run; nil: nobody.
	Progress func(line string)
	// Hasty: nobody waits for what does not come soon, or sends a request more often than shows whether it works, and
	// nothing but requests is judged.
	Hasty bool
	// Inspect looks at the pods of a case that was judged, and adds to its result; nil: nobody.
	Inspect func(ctx context.Context, pods []*node.Pod, result *report.Result)

	echo     *echo.Server
	outside  *outside.Servers
	ztunnel  *ztunnel.Ztunnel
	sampling sync.Mutex
	marked   int // how many markers there have been
	entry    *mesh.Entry
	istioctl istioctl.Istioctl
}

// Start starts a box inside the namespaces that this process must already have for itself. Home holds the programs and
// CRDs, logs receives what the programs print.
func Start(ctx context.Context, home, logs string, profile controlplane.Profile) (*Box, error) {
	if err := os.MkdirAll(logs, 0o755); err != nil {
		return nil, err
	}
	crds, err := filepath.EvalSymlinks(filepath.Join(home, "crds"))
	if err != nil {
		return nil, err
	}
	authority, err := outside.NewAuthority()
	if err != nil {
		return nil, err
	}
	if err := isolate.Mount(home, hosts(profile), authority.PEM()); err != nil {
		return nil, err
	}
	meter := memory.Watch(ctx, "/proc", isolate.Root)
	pods, err := network.New()
	if err != nil {
		return nil, err
	}
	if err := serveKeys(authority); err != nil {
		return nil, err
	}
	folders := controlplane.Folders{Tools: isolate.Tools, CRDs: crds, Data: isolate.Data, Logs: logs}
	plane, err := controlplane.Start(ctx, folders, profile)
	if err != nil {
		return nil, err
	}
	server := echo.NewServer()
	servers, err := outside.NewServers(authority, pods, server, isolate.Hosts)
	if err != nil {
		return nil, err
	}
	guard := &ztunnel.Ztunnel{World: ambient.NewWorld(), Issuer: identity.NewIssuer(plane.Cluster), Log: &ztunnel.Log{}}
	if err := guard.World.Subscribe(ctx, node.Name); err != nil {
		return nil, err
	}
	run, err := node.Start(ctx, plane.Cluster, pods, server, guard, node.Folders{
		Tools: isolate.Tools, Template: isolate.Template, Pods: isolate.Pods, Logs: logs,
	})
	if err != nil {
		return nil, err
	}
	box := &Box{
		Plane: plane, Node: run, Memory: meter, echo: server, outside: servers, ztunnel: guard,
		entry:    &mesh.Entry{Cluster: plane.Cluster, Node: run, Issuer: guard.Issuer, World: guard.World, Outside: servers},
		istioctl: istioctl.Istioctl{Path: filepath.Join(isolate.Tools, "istioctl"), Kubeconfig: plane.Kubeconfig()},
	}
	return box, box.applyProfile(ctx, profile)
}

// serveKeys plays those who issue tokens, on the node, where istiod looks for them.
func serveKeys(authority *outside.Authority) error {
	config, err := authority.Config(issuer.Host)
	if err != nil {
		return err
	}
	plain, err := net.Listen("tcp4", network.NodeAddress+":80")
	if err != nil {
		return err
	}
	secure, err := tls.Listen("tcp4", network.NodeAddress+":443", config)
	if err != nil {
		return err
	}
	issuer.Serve(plain)
	issuer.Serve(secure)
	return nil
}

func (b *Box) progress(format string, args ...any) {
	if b.Progress != nil {
		b.Progress(fmt.Sprintf(format, args...))
	}
}

func (b *Box) applyProfile(ctx context.Context, profile controlplane.Profile) error {
	objects, err := cluster.ReadManifests(profile.Manifests...)
	if err != nil {
		return err
	}
	for _, object := range cluster.ApplyOrder(objects) {
		if _, err := b.Plane.Cluster.Apply(ctx, object); err != nil {
			return fmt.Errorf("profile %s: %s: %w", profile.Name, cluster.Name(object), err)
		}
	}
	return nil
}

// Limits of what a batch waits for. They bound failures; nothing waits for them otherwise.
const (
	readyLimit = 45 * time.Second
	proxyLimit = 4 * time.Second // more for each proxy that has to start
	goneLimit  = 120 * time.Second
	pollEvery  = 100 * time.Millisecond
)
