package network

import (
	"fmt"
	"net"
	"os/exec"
)

// KubernetesService and KubernetesPort are where pods find the API server: the first address of the service range, as every
// cluster has it. APIServerPort is where it really listens, on the node.
const (
	KubernetesService = "10.96.0.1"
	KubernetesPort    = "443"
	APIServerPort     = "6443"
)

// forwardAPIServer leads the one Service that pods use by its address to the node, as kube-proxy would.
func forwardAPIServer() error {
	command := exec.Command("iptables", "--table", "nat", "--append", "PREROUTING", "--protocol", "tcp",
		"--destination", KubernetesService, "--dport", KubernetesPort,
		"--jump", "DNAT", "--to-destination", net.JoinHostPort(NodeAddress, APIServerPort))
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("iptables: %w: %s", err, output)
	}
	return nil
}
