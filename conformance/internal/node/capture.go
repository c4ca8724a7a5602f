package node

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
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

// redirect leads to ztunnel what comes to any port of the pod and what its programs send, as Istio's node agent does. Tunnels, and
// the node, whose probes are exempt as the kubelet's are, reach the pod as they are.
func (p *Pod) redirect(ctx context.Context, captured *ztunnel.Pod) error {
	inbound, err := p.guard(ztunnel.PlaintextPort)
	if err != nil {
		return err
	}
	outbound, err := p.guard(ztunnel.OutboundPort)
	if err != nil {
		return err
	}
	captured.Redirect(inbound, func(ctx context.Context, port int) (net.Conn, error) {
		return p.Dial(ctx, net.JoinHostPort(p.Address, strconv.Itoa(port)))
	})
	captured.RedirectOutbound(outbound, p.Dial)
	return errors.Join(
		p.redirectTo(ctx, ztunnel.PlaintextPort, "PREROUTING", "!", "--source", nodeAddress, "--match", "tcp", "!", "--dport", strconv.Itoa(ztunnel.HBONEPort)),
		p.redirectTo(ctx, ztunnel.OutboundPort, "OUTPUT", "!", "--destination", p.Address, "--match", "owner", "--uid-owner", strconv.Itoa(programUser)),
	)
}

// guard listens in the pod's own network namespace until the pod ends.
func (p *Pod) guard(port int) (net.Listener, error) {
	listener, err := p.Space.Listen(net.JoinHostPort("", strconv.Itoa(port)))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.Key, err)
	}
	p.guards = append(p.guards, listener)
	return listener, nil
}

// redirectTo adds a rule for connections that it chooses.
func (p *Pod) redirectTo(ctx context.Context, port int, chain string, chosen ...string) error {
	args := slices.Concat([]string{"--table", "nat", "--append", chain, "--protocol", "tcp"}, chosen, []string{"--jump", "REDIRECT", "--to-ports", strconv.Itoa(port)})
	_, err := p.iptables(ctx, args...)
	return err
}

// IsAmbient reports whether ztunnel guards the pod.
func (p *Pod) IsAmbient() bool { return p.captured != nil }
