package node

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"os/exec"
	"strconv"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"cdk8s-ml-mesh/conformance/internal/ztunnel"
)

const (
	dataPlaneMode = "istio.io/dataplane-mode"
	ambientMode   = "ambient"
	// redirection is what Istio's node agent writes on a pod once ztunnel guards it (istio cni/pkg/util, AnnotateEnrolledPod).
	redirection        = "ambient.istio.io/redirection"
	redirectionEnabled = "enabled"
)

// isAmbient reports whether ztunnel guards the pod: its own label overrides that of its namespace, and a pod with a proxy
// has that one (istio cni/pkg/util, CompiledEnablementSelectors.Matches).
func (n *Node) isAmbient(ctx context.Context, pod *corev1.Pod) (bool, error) {
	if hasProxy(pod) {
		return false, nil
	}
	namespace := &corev1.Namespace{}
	if err := n.cluster.Get(ctx, client.ObjectKey{Name: pod.Namespace}, namespace); err != nil {
		return false, err
	}
	return cmp.Or(pod.Labels[dataPlaneMode], namespace.Labels[dataPlaneMode]) == ambientMode, nil
}

// capture lets ztunnel guard the pod.
func (p *Pod) capture(ctx context.Context, guard *ztunnel.Ztunnel) error {
	captured, err := guard.Capture(p.Key, p.Account, p.Address)
	if err != nil {
		return err
	}
	tunnels, err := p.Space.Listen(net.JoinHostPort(p.Address, strconv.Itoa(ztunnel.HBONEPort)))
	if err != nil {
		return fmt.Errorf("%s: %w", p.Key, err)
	}
	p.captured = captured
	p.guards = append(p.guards, captured.ServeTunnels(tunnels))
	if !p.alone {
		return nil
	}
	return p.redirect(ctx, captured)
}

// redirect leads what comes to any port of the pod to ztunnel, except for tunnels and for the node, whose probes are exempt as the
// kubelet's are.
func (p *Pod) redirect(ctx context.Context, captured *ztunnel.Pod) error {
	plaintext, err := p.Space.Listen(net.JoinHostPort("", strconv.Itoa(ztunnel.PlaintextPort)))
	if err != nil {
		return fmt.Errorf("%s: %w", p.Key, err)
	}
	p.guards = append(p.guards, plaintext)
	captured.Redirect(plaintext, func(ctx context.Context, port int) (net.Conn, error) {
		return p.Dial(ctx, net.JoinHostPort(p.Address, strconv.Itoa(port)))
	})
	return p.Space.Do(func() error {
		rule := exec.CommandContext(ctx, "iptables", "--table", "nat", "--append", "PREROUTING", "--protocol", "tcp",
			"!", "--source", nodeAddress, "--match", "tcp", "!", "--dport", strconv.Itoa(ztunnel.HBONEPort),
			"--jump", "REDIRECT", "--to-ports", strconv.Itoa(ztunnel.PlaintextPort))
		if output, err := rule.CombinedOutput(); err != nil {
			return fmt.Errorf("iptables: %w: %s", err, output)
		}
		return nil
	})
}

// IsAmbient reports whether ztunnel guards the pod.
func (p *Pod) IsAmbient() bool { return p.captured != nil }
