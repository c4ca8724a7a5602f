package network

import (
	"errors"
	"net"
	"os"
	"syscall"
	"testing"
)

func TestListensWhenFree(t *testing.T) {
	first, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := first.Addr().String()
	held, err := first.(*net.TCPListener).File() // what a program that is being started holds
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	refused := 0
	again, err := whenFree(func() (net.Listener, error) {
		listener, err := net.Listen("tcp4", address)
		if errors.Is(err, syscall.EADDRINUSE) {
			refused++
			_ = held.Close()
		}
		return listener, err
	})
	if err != nil {
		t.Fatal(err)
	}
	if refused != 1 {
		t.Errorf("want the address in use once, got %d times", refused)
	}
	_ = again.Close()
}

func TestOtherErrorsAreToldAtOnce(t *testing.T) {
	calls := 0
	_, err := whenFree(func() (net.Listener, error) {
		calls++
		return nil, os.ErrPermission
	})
	if !errors.Is(err, os.ErrPermission) || calls != 1 {
		t.Errorf("want %v after one call, got %v after %d", os.ErrPermission, err, calls)
	}
}
