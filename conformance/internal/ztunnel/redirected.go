package ztunnel

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"syscall"

	"golang.org/x/sys/unix"
)

// Where the connections arrive that a pod's own network namespace redirects: those to the pod, and those of its programs.
const (
	PlaintextPort = 15006
	OutboundPort  = 15001
)

// Application opens a connection to a port of the pod's programs.
type Application func(ctx context.Context, port int) (net.Conn, error)

// Redirect guards a pod whose programs listen by themselves: the listener receives what was meant for any of their ports.
func (p *Pod) Redirect(listener net.Listener, application Application) {
	p.mu.Lock()
	p.application = application
	p.mu.Unlock()
	go accept(listener, p.passOn)
}

func accept(listener net.Listener, handle func(net.Conn)) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return // closed
		}
		go handle(connection)
	}
}

func (p *Pod) passOn(connection net.Conn) {
	target, err := originalDestination(connection)
	if err != nil || !p.decide(connection.RemoteAddr(), int(target.Port()), nil).Allowed {
		reset(connection)
		return
	}
	inner, err := p.application(context.Background(), int(target.Port()))
	if err != nil {
		reset(connection)
		return
	}
	join(connection, inner)
}

// originalDestination is what a redirected connection was opened to.
func originalDestination(connection net.Conn) (netip.AddrPort, error) {
	tcp, ok := connection.(*net.TCPConn)
	if !ok {
		return netip.AddrPort{}, fmt.Errorf("%T is no TCP connection", connection)
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return netip.AddrPort{}, err
	}
	var written *unix.IPv6Mreq // as large as the socket address that the kernel writes
	control := raw.Control(func(fd uintptr) {
		written, err = unix.GetsockoptIPv6Mreq(int(fd), syscall.IPPROTO_IP, unix.SO_ORIGINAL_DST)
	})
	if err := errors.Join(control, err); err != nil {
		return netip.AddrPort{}, fmt.Errorf("original destination: %w", err)
	}
	port := binary.BigEndian.Uint16(written.Multiaddr[2:4])
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte(written.Multiaddr[4:8])), port), nil
}
