package ztunnel

import (
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"strconv"

	"cdk8s-ml-mesh/conformance/internal/l4"
)

// ServeTunnels takes HBONE connections on the listener until the server is closed.
func (p *Pod) ServeTunnels(listener net.Listener) *http.Server {
	server := &http.Server{
		Handler:   http.HandlerFunc(p.connect),
		TLSConfig: &tls.Config{GetConfigForClient: p.tlsConfig},
		Protocols: new(http.Protocols),
		ErrorLog:  discard,
	}
	server.Protocols.SetHTTP2(true)
	go func() { _ = server.ServeTLS(listener, "", "") }() // ends when the pod closes it
	return server
}

// tlsConfig shows the certificate of the pod's account and demands one of the mesh.
func (p *Pod) tlsConfig(hello *tls.ClientHelloInfo) (*tls.Config, error) {
	own, err := p.issue(hello.Context())
	if err != nil {
		return nil, err
	}
	return &tls.Config{
		Certificates: []tls.Certificate{own.Certificate},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    own.Roots,
		NextProtos:   []string{"h2"},
	}, nil
}

// connect carries one connection (ztunnel src/proxy/inbound.rs, serve_connect and build_inbound_request).
func (p *Pod) connect(w http.ResponseWriter, r *http.Request) {
	number, status := p.target(r)
	if status != http.StatusOK {
		w.WriteHeader(status)
		return
	}
	caller, err := l4.IdentityOf(r.TLS.PeerCertificates[0])
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	source := sourceOf(r)
	if !p.decide(source, number, caller).Allowed {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	inside, err := p.open(r.Context(), number, tunnelled{remote: source, caller: caller})
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusOK)
	controller := http.NewResponseController(w)
	if controller.Flush() != nil {
		_ = inside.Close()
		return
	}
	join(stream{ReadCloser: r.Body, Writer: flushing{w, controller}}, inside)
}

// stream is the outer end of a tunnel. It ends when its handler returns.
type stream struct {
	io.ReadCloser
	io.Writer
}

// target is the port that is asked for. The address must be the pod's own (inbound.rs, validate_destination).
func (p *Pod) target(r *http.Request) (number, status int) {
	if r.Method != http.MethodConnect {
		return 0, http.StatusBadRequest
	}
	host, text, err := net.SplitHostPort(r.Host)
	if err != nil || host != p.address.String() {
		return 0, http.StatusBadRequest
	}
	number, err = strconv.Atoi(text)
	if err != nil {
		return 0, http.StatusBadRequest
	}
	return number, http.StatusOK
}

func sourceOf(r *http.Request) net.Addr {
	address, err := net.ResolveTCPAddr("tcp", r.RemoteAddr)
	if err != nil {
		return &net.TCPAddr{}
	}
	return address
}

// flushing sends every piece at once: the other side waits for it.
type flushing struct {
	io.Writer
	controller *http.ResponseController
}

func (f flushing) Write(content []byte) (int, error) {
	count, err := f.Writer.Write(content)
	if err != nil {
		return count, err
	}
	return count, f.controller.Flush()
}

// tunnelled is a connection that came through a tunnel.
type tunnelled struct {
	net.Conn
	remote net.Addr
	caller *l4.Identity
}

// RemoteAddr implements net.Conn.
func (t tunnelled) RemoteAddr() net.Addr { return t.remote }

// Caller is whose certificate opened the tunnel.
func (t tunnelled) Caller() string { return t.caller.String() }
