package ztunnel

import (
	"errors"
	"io"
	"net"
	"syscall"
	"testing"
)

func listen(t *testing.T, admits bool) *port {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	guarded := newPort(listener, func(net.Conn) bool { return admits })
	go guarded.acceptPlaintext()
	t.Cleanup(func() { _ = guarded.Close() })
	return guarded
}

func TestPlaintextRefused(t *testing.T) {
	guarded := listen(t, false)
	connection, err := net.Dial("tcp4", guarded.Addr().String())
	if err == nil { // or the reset was faster
		defer connection.Close()
		_, err = io.ReadAll(connection)
	}
	if !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("want a reset, got %v", err)
	}
}

func TestBothWaysIn(t *testing.T) {
	guarded := listen(t, true)
	plain, err := net.Dial("tcp4", guarded.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	if accepted, err := guarded.Accept(); err != nil || accepted.RemoteAddr().String() != plain.LocalAddr().String() {
		t.Errorf("plaintext: got %v, %v", accepted, err)
	}
	_, inner := net.Pipe()
	go guarded.deliver(tunnelled{Conn: inner})
	if accepted, err := guarded.Accept(); err != nil || accepted != (tunnelled{Conn: inner}) {
		t.Errorf("tunnelled: got %v, %v", accepted, err)
	}
}

func TestClosed(t *testing.T) {
	guarded := listen(t, true)
	if err := guarded.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := guarded.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("got %v", err)
	}
	outer, inner := net.Pipe()
	guarded.deliver(tunnelled{Conn: inner})
	if _, err := outer.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("a connection that came too late stays open: %v", err)
	}
}
