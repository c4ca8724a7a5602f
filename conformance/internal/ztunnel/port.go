package ztunnel

import (
	"net"
	"sync"
)

// port is a listener that merges connections of two kinds: without a certificate, as the pod's address receives them, and
// those that a tunnel carried.
type port struct {
	plaintext net.Listener
	admits    func(net.Conn) bool
	admitted  chan net.Conn

	once   sync.Once
	closed chan struct{}
}

func newPort(plaintext net.Listener, admits func(net.Conn) bool) *port {
	return &port{plaintext: plaintext, admits: admits, admitted: make(chan net.Conn), closed: make(chan struct{})}
}

func (p *port) acceptPlaintext() {
	for {
		connection, err := p.plaintext.Accept()
		if err != nil {
			return // closed
		}
		if p.admits(connection) {
			p.deliver(connection)
			continue
		}
		reset(connection)
	}
}

// reset breaks the connection as ztunnel does, whose kernel still holds what the caller has sent.
func reset(connection net.Conn) {
	if tcp, ok := connection.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = connection.Close()
}

func (p *port) deliver(connection net.Conn) {
	select {
	case p.admitted <- connection:
	case <-p.closed:
		_ = connection.Close()
	}
}

func (p *port) isOpen() bool {
	select {
	case <-p.closed:
		return false
	default:
		return true
	}
}

// Accept implements net.Listener.
func (p *port) Accept() (net.Conn, error) {
	select {
	case connection := <-p.admitted:
		return connection, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (p *port) Close() error {
	p.once.Do(func() { close(p.closed) })
	return p.plaintext.Close()
}

// Addr implements net.Listener.
func (p *port) Addr() net.Addr { return p.plaintext.Addr() }
