package hbone

import (
	"io"
	"net"
	"time"
)

// stream makes a connection of the two directions of a CONNECT request.
type stream struct {
	io.Reader
	io.Writer
	close func()
}

// Close implements net.Conn.
func (s *stream) Close() error {
	s.close()
	return nil
}

// LocalAddr implements net.Conn.
func (s *stream) LocalAddr() net.Addr { return &net.TCPAddr{} }

// RemoteAddr implements net.Conn.
func (s *stream) RemoteAddr() net.Addr { return &net.TCPAddr{} }

// SetDeadline implements net.Conn. Requests are bounded by their contexts instead.
func (s *stream) SetDeadline(time.Time) error { return nil }

// SetReadDeadline implements net.Conn.
func (s *stream) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline implements net.Conn.
func (s *stream) SetWriteDeadline(time.Time) error { return nil }
