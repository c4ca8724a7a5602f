package ztunnel

import (
	"context"
	"fmt"
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

// PlaintextPort is where the connections arrive that a pod's own network namespace redirects.
const PlaintextPort = 15006

// Application opens a connection to a port of the pod's programs.
type Application func(ctx context.Context, port int) (net.Conn, error)

// Redirect guards a pod whose programs listen by themselves: the listener receives what was meant for any of their ports.
func (p *Pod) Redirect(listener net.Listener, application Application) {
	p.mu.Lock()
	p.application = application
	p.mu.Unlock()
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return // closed
			}
			go p.passOn(connection)
		}
	}()
}

func (p *Pod) passOn(connection net.Conn) {
	number, err := originalPort(connection)
	if err != nil || !p.decide(connection.RemoteAddr(), number, nil).Allowed {
		reset(connection)
		return
	}
	inner, err := p.application(context.Background(), number)
	if err != nil {
		reset(connection)
		return
	}
	join(connection, inner)
}

// originalPort is the port that a redirected connection was opened to.
func originalPort(connection net.Conn) (int, error) {
	tcp, ok := connection.(*net.TCPConn)
	if !ok {
		return 0, fmt.Errorf("%T is no TCP connection", connection)
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return 0, err
	}
	var address *unix.IPv6Mreq // as large as the socket address that the kernel writes
	control := raw.Control(func(fd uintptr) {
		address, err = unix.GetsockoptIPv6Mreq(int(fd), syscall.IPPROTO_IP, unix.SO_ORIGINAL_DST)
	})
	if control != nil || err != nil {
		return 0, fmt.Errorf("original destination: %w", err)
	}
	return int(address.Multiaddr[2])<<8 | int(address.Multiaddr[3]), nil
}
