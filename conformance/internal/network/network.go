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
)

// Network hands out addresses and namespaces for pods.
type Network struct {
	bridge netlink.Link

	mu   sync.Mutex
	next netip.Addr
}

// New sets up loopback and the bridge in the current network namespace.
func New() (*Network, error) {
	if err := up("lo"); err != nil {
		return nil, err
	}
	bridge := &netlink.Bridge{LinkAttrs: netlink.LinkAttrs{Name: bridgeName}}
	if err := netlink.LinkAdd(bridge); err != nil {
		return nil, fmt.Errorf("add bridge: %w", err)
	}
	if err := addAddress(bridge, NodeAddress, podPrefixBits); err != nil {
		return nil, err
	}
	if err := netlink.LinkSetUp(bridge); err != nil {
		return nil, err
	}
	return &Network{bridge: bridge, next: netip.MustParseAddr(firstPod)}, nil
}

// AddAddress gives the node an address for a pod that needs no namespace of its own.
func (n *Network) AddAddress() (string, error) {
	address := n.allocate()
	return address, addAddress(n.bridge, address, 32)
}

// RemoveAddress takes back what AddAddress gave.
func (n *Network) RemoveAddress(address string) error {
	return netlink.AddrDel(n.bridge, ipNet(address, 32))
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
