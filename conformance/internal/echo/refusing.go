package echo

import (
	"encoding/binary"
	"net"
	"net/http"
	"sync/atomic"
)

// refusingKey finds the connection of a request in its context.
type refusingKey struct{}

// refusing is a connection over which a server can say of an HTTP/2 stream that it did no work on it (REFUSED_STREAM, RFC 9113,
// section 8.7). Go's server has no word for that: it ends the stream of a handler that gives up with INTERNAL_ERROR, which is
// replaced on the way.
type refusing struct {
	net.Conn
	streams atomic.Int32 // to be refused
}

// refuse ends the stream of the request.
func refuse(r *http.Request) {
	if connection, ok := r.Context().Value(refusingKey{}).(*refusing); ok && r.ProtoMajor == 2 {
		connection.streams.Add(1)
	}
	panic(http.ErrAbortHandler)
}

// What RFC 9113 says of frames (4.1, 6.4) and errors (7).
const (
	frameHeader   = 9
	frameType     = 3 // its place
	resetStream   = 3
	internalError = 2
	refusedStream = 7
)

// Write implements net.Conn. The server writes whole frames at once as long as they are small.
func (c *refusing) Write(content []byte) (int, error) {
	if c.streams.Load() > 0 {
		content = c.replaced(content)
	}
	return c.Conn.Write(content)
}

func (c *refusing) replaced(frames []byte) []byte {
	changed := append([]byte(nil), frames...)
	for rest := changed; len(rest) >= frameHeader; {
		end := frameHeader + int(binary.BigEndian.Uint32(append([]byte{0}, rest[:frameType]...)))
		if end > len(rest) {
			break
		}
		code := rest[frameHeader:end]
		if rest[frameType] == resetStream && binary.BigEndian.Uint32(code) == internalError && c.streams.Add(-1) >= 0 {
			binary.BigEndian.PutUint32(code, refusedStream)
		}
		rest = rest[end:]
	}
	return changed
}

// CloseWrite lets the server say that nothing more comes, as it does for connections that can.
func (c *refusing) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}
