package network

import (
	"context"
	"fmt"
	"net"
	"os"
	"runtime"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
)

// Namespace is a network namespace that pods live in.
type Namespace struct {
	name    string
	handle  netns.NsHandle
	address string
}

// AddNamespace creates a namespace, known to `ip netns` by the name, with an address on the bridge.
func (n *Network) AddNamespace(name string) (*Namespace, error) {
	space := &Namespace{name: name, address: n.allocate()}
	if err := space.create(); err != nil {
		return nil, fmt.Errorf("network namespace %s: %w", name, err)
	}
	if err := n.connect(space); err != nil {
		return nil, fmt.Errorf("connect %s: %w", name, err)
	}
	return space, nil
}

// Address is the pod's address.
func (s *Namespace) Address() string { return s.address }

// Name is the name for `ip netns exec`.
func (s *Namespace) Name() string { return s.name }

// Remove deletes the namespace and its link.
func (s *Namespace) Remove() error {
	_ = s.handle.Close()
	return netns.DeleteNamed(s.name)
}

func (s *Namespace) create() error {
	return keepingNamespace(func() error {
		handle, err := netns.NewNamed(s.name)
		s.handle = handle
		return err
	})
}

// connect puts one end of a pair into the namespace. The default route matters even though the gateway forwards nothing:
// without a route to the service range a packet never reaches the rule that redirects it to the sidecar.
func (n *Network) connect(space *Namespace) error {
	pair := &netlink.Veth{
		LinkAttrs:     netlink.LinkAttrs{Name: "v" + space.address[len("10.244."):], MasterIndex: n.bridge.Attrs().Index},
		PeerName:      podLink,
		PeerNamespace: netlink.NsFd(int(space.handle)),
	}
	if err := netlink.LinkAdd(pair); err != nil {
		return err
	}
	if err := netlink.LinkSetUp(pair); err != nil {
		return err
	}
	return space.Do(func() error { return configurePod(space.address) })
}

func configurePod(address string) error {
	if err := up("lo"); err != nil {
		return err
	}
	link, err := netlink.LinkByName(podLink)
	if err != nil {
		return err
	}
	if err := addAddress(link, address, podPrefixBits); err != nil {
		return err
	}
	if err := netlink.LinkSetUp(link); err != nil {
		return err
	}
	if err := netlink.RouteAdd(&netlink.Route{LinkIndex: link.Attrs().Index, Gw: net.ParseIP(NodeAddress)}); err != nil {
		return err
	}
	// The sysctl that istiod asks for in a gateway's pod template; the runtime sets it for every pod today.
	return os.WriteFile("/proc/sys/net/ipv4/ip_unprivileged_port_start", []byte("0"), 0o644)
}

// Do runs the function on a thread inside the namespace. Sockets and processes made there stay there.
func (s *Namespace) Do(action func() error) error {
	return keepingNamespace(func() error {
		if err := netns.Set(s.handle); err != nil {
			return err
		}
		return action()
	})
}

// Listen opens a TCP listener inside the namespace.
func (s *Namespace) Listen(address string) (listener net.Listener, err error) {
	err = s.Do(func() error {
		listener, err = whenFree(func() (net.Listener, error) { return net.Listen("tcp4", address) })
		return err
	})
	return listener, err
}

// Dial opens a TCP connection from an address of the namespace. Both addresses must be literal, so that no other goroutine,
// and with it no other thread, is involved.
func (s *Namespace) Dial(ctx context.Context, from, address string) (connection net.Conn, err error) {
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	err = s.Do(func() error {
		connection, err = dialer.DialContext(ctx, "tcp4", address)
		return err
	})
	return connection, err
}

// keepingNamespace runs the action on one thread and returns that thread to its namespace. If that fails the thread stays
// locked and ends with its goroutine, instead of running others in the wrong namespace.
func keepingNamespace(action func() error) error {
	result := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		home, err := netns.Get()
		if err != nil {
			result <- err
			return
		}
		defer home.Close()
		err = action()
		if back := netns.Set(home); back != nil {
			result <- back
			return
		}
		runtime.UnlockOSThread()
		result <- err
	}()
	return <-result
}
