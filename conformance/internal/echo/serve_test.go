package echo

import (
	"net"
	"testing"
)

// TestServeAgain ends a server as soon as it is there, and starts the next one at the same address.
func TestServeAgain(t *testing.T) {
	server := NewServer()
	address := "127.0.0.1:0"
	for range 500 {
		listener, err := net.Listen("tcp4", address)
		if err != nil {
			t.Fatal(err)
		}
		address = listener.Addr().String()
		if err := server.Serve(listener, Backend{}).Close(); err != nil {
			t.Fatal(err)
		}
	}
}
