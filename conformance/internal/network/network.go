// Package network is the cluster network of a box: one bridge, an address per pod, a network namespace for pods with a proxy.
package network

import (
	"fmt"
	"net"
	"net/netip"
	"sync"

	"github.com/vishvananda/netlink"
)

// Fixed addresses of a box. They exist only in its network namespace.
const (
	NodeAddress   = "10.244.0.1"
	ServiceRange  = "10.96.0.0/16"
	bridgeName    = "box0"
	firstPod      = "10.244.1.1"
	podPrefixBits = 16
	podLink       = "eth0"
)

// bridgeAddress is locally administered and fixed. Without it a bridge takes the lowest address of its ports, which changes as pods
// come and go: whoever had looked the node up then talks to nobody, for up to a minute.
var bridgeAddress = net.HardwareAddr{0x02, 0x00, 0x0a, 0xf4, 0x00, 0x01}

// Network hands out addresses and namespaces for pods.
type Network struct {
	bridge netlink.Link
	shared *Namespace // of all pods without a proxy; not the node's, whose ports the control plane takes

	mu   sync.Mutex
	next netip.Addr
}

// New sets up loopback and the bridge in the current network namespace.
func New() (*Network, error) {
	if err := up("lo"); err != nil {
		return nil, err
	}
	bridge := &netlink.Bridge{LinkAttrs: netlink.LinkAttrs{Name: bridgeName, HardwareAddr: bridgeAddress}}
	if err := netlink.LinkAdd(bridge); err != nil {
		return nil, fmt.Errorf("add bridge: %w", err)
	}
	if err := addAddress(bridge, NodeAddress, podPrefixBits); err != nil {
		return nil, err
	}
	if err := netlink.LinkSetUp(bridge); err != nil {
		return nil, err
	}
	if err := forwardAPIServer(); err != nil {
		return nil, err
	}
	network := &Network{bridge: bridge, next: netip.MustParseAddr(firstPod)}
	var err error
	network.shared, err = network.AddNamespace("shared")
	return network, err
}

// Shared is the namespace of the pods without a proxy.
func (n *Network) Shared() *Namespace { return n.shared }

// AddAddress gives the shared namespace an address for one more pod.
func (n *Network) AddAddress() (string, error) {
	address := n.allocate()
	return address, n.shared.Do(func() error {
		link, err := netlink.LinkByName(podLink)
		if err != nil {
			return err
		}
		return addAddress(link, address, 32)
	})
}

// RemoveAddress takes back what AddAddress gave.
func (n *Network) RemoveAddress(address string) error {
	return n.shared.Do(func() error {
		link, err := netlink.LinkByName(podLink)
		if err != nil {
			return err
		}
		return netlink.AddrDel(link, ipNet(address, 32))
	})
}

func (n *Network) allocate() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	address := n.next
	n.next = n.next.Next()
	return address.String()
}

func up(name string) error {
	link, err := netlink.LinkByName(name)
	if err != nil {
		return err
	}
	return netlink.LinkSetUp(link)
}

func addAddress(link netlink.Link, address string, bits int) error {
	if err := netlink.AddrAdd(link, ipNet(address, bits)); err != nil {
		return fmt.Errorf("add address %s: %w", address, err)
	}
	return nil
}

func ipNet(address string, bits int) *netlink.Addr {
	return &netlink.Addr{IPNet: &net.IPNet{IP: net.ParseIP(address).To4(), Mask: net.CIDRMask(bits, 32)}}
}
