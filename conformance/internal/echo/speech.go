package echo

import (
	"bytes"
	"io"
	"net"
	"sync"
	"time"
)

// Speech is the only version of HTTP that a server takes.
type Speech string

// What a server may be confined to.
const (
	OnlyHTTP1 Speech = "http1"
	OnlyHTTP2 Speech = "http2" // without TLS, as servers of gRPC do
)

// speeches says what workloads speak, by namespace and name. Others take either version.
type speeches struct {
	mu   sync.Mutex
	only map[string]map[string]Speech
}

// Confine says which workloads of a namespace take one version of HTTP only, on connections opened from now on.
func (s *Server) Confine(namespace string, only map[string]Speech) {
	s.speeches.mu.Lock()
	defer s.speeches.mu.Unlock()
	s.speeches.only[namespace] = only
}

func (s *speeches) of(backend Backend) Speech {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.only[backend.Namespace][backend.Name]
}

// clientPreface is what a client that speaks HTTP/2 says first (RFC 9113, section 3.4).
var clientPreface = []byte("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")

// refusals are what a server answers to the other version, before it closes the connection.
var refusals = map[Speech]string{
	OnlyHTTP1: "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
	OnlyHTTP2: emptySettings + goAway,
}

// Frames of RFC 9113 (sections 6.5 and 6.8), for what its sections 3.4 and 5.4.1 want of a server in this case.
const (
	emptySettings = "\x00\x00\x00" + "\x04\x00" + "\x00\x00\x00\x00"
	goAway        = "\x00\x00\x08" + "\x07\x00" + "\x00\x00\x00\x00" + "\x00\x00\x00\x00" + protocolError
	protocolError = "\x00\x00\x00\x01"
)

// lingering is how long a server waits for whoever it has refused to close the connection: what it has not read when it closes
// would take its answer away.
const lingering = time.Second

// selective is a connection whose server may take one version of HTTP only.
type selective struct {
	*refusing
	only  Speech // empty once it is known that the client speaks it
	first []byte // read already
}

// Read implements net.Conn.
func (c *selective) Read(into []byte) (int, error) {
	if c.only != "" {
		if err := c.listen(); err != nil {
			return 0, err
		}
	}
	if len(c.first) > 0 {
		count := copy(into, c.first)
		c.first = c.first[count:]
		return count, nil
	}
	return c.refusing.Read(into)
}

// listen reads until it is clear which version the client speaks, and ends the connection if it is the wrong one.
func (c *selective) listen() error {
	buffer := make([]byte, len(clientPreface))
	count := 0
	for count < len(buffer) && bytes.HasPrefix(clientPreface, buffer[:count]) {
		more, err := c.refusing.Read(buffer[count:])
		count += more
		if err != nil {
			return err
		}
	}
	c.first = buffer[:count]
	if spoken := spokenBy(c.first); spoken != c.only {
		return c.turnAway()
	}
	c.only = ""
	return nil
}

func spokenBy(first []byte) Speech {
	if bytes.Equal(first, clientPreface) {
		return OnlyHTTP2
	}
	return OnlyHTTP1
}

func (c *selective) turnAway() error {
	if _, err := io.WriteString(c, refusals[c.only]); err != nil {
		return err
	}
	if err := c.CloseWrite(); err != nil {
		return err
	}
	if err := c.SetReadDeadline(time.Now().Add(lingering)); err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, c.refusing) // until the client has closed it, or the time is over
	return io.EOF
}

// selectiveListener makes the connections of a listener selective ones, by what the backend speaks when they are opened.
type selectiveListener struct {
	net.Listener
	speaks func() Speech
}

// Accept implements net.Listener.
func (l selectiveListener) Accept() (net.Conn, error) {
	connection, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &selective{refusing: &refusing{Conn: connection}, only: l.speaks()}, nil
}
