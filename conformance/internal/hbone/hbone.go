// Package hbone is the client's half of what ztunnel does: it carries a connection to a waypoint or a pod over HTTP/2 CONNECT
// with the certificate of the caller. ztunnel itself is a program that no module carries.
package hbone

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"

	"golang.org/x/net/http2"

	"cdk8s-ml-mesh/conformance/internal/identity"
)

// Tunnel is a connection to a waypoint or a pod that carries others.
type Tunnel struct {
	Identity *identity.Identity
	Connect  func(ctx context.Context) (net.Conn, error) // to the HBONE port

	mu     sync.Mutex
	client *http2.ClientConn
}

// Dial opens a connection through the tunnel to an address behind it.
func (t *Tunnel) Dial(ctx context.Context, target string) (net.Conn, error) {
	client, err := t.tunnel(ctx)
	if err != nil {
		return nil, err
	}
	reader, writer := io.Pipe()
	// The stream outlives the dialing, so it has a context of its own, which closing the connection ends.
	streamContext, cancel := context.WithCancel(context.WithoutCancel(ctx))
	response, err := client.RoundTrip((&http.Request{
		Method: http.MethodConnect, URL: &url.URL{Scheme: "https", Host: target}, Host: target, Body: reader, Header: http.Header{},
	}).WithContext(streamContext))
	if err != nil {
		cancel()
		return nil, fmt.Errorf("CONNECT %s: %w", target, err)
	}
	if response.StatusCode != http.StatusOK {
		cancel()
		return nil, &Refused{Target: target, Status: response.StatusCode}
	}
	end := func() {
		_ = writer.Close() // as long as the body may have more, nobody looks at the context
		cancel()
	}
	return &stream{Reader: response.Body, Writer: writer, close: end}, nil
}

// Close ends the tunnel, and with it the connections that it carries.
func (t *Tunnel) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.client == nil {
		return nil
	}
	return t.client.Close()
}

// tunnel returns the connection to the HBONE port and opens it at first use.
func (t *Tunnel) tunnel(ctx context.Context) (*http2.ClientConn, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.client != nil && t.client.CanTakeNewRequest() {
		return t.client, nil
	}
	raw, err := t.Connect(ctx)
	if err != nil {
		return nil, err
	}
	secure := tls.Client(raw, t.config())
	if err := secure.HandshakeContext(ctx); err != nil {
		raw.Close()
		return nil, fmt.Errorf("handshake at the HBONE port: %w", err)
	}
	t.client, err = (&http2.Transport{}).NewClientConn(secure)
	return t.client, err
}

// config checks the chain but not its name: a mesh certificate names an account, not a host.
func (t *Tunnel) config() *tls.Config {
	return &tls.Config{
		Certificates:       []tls.Certificate{t.Identity.Certificate},
		NextProtos:         []string{http2.NextProtoTLS},
		InsecureSkipVerify: true,
		VerifyConnection: func(state tls.ConnectionState) error {
			intermediates := x509.NewCertPool()
			for _, certificate := range state.PeerCertificates[1:] {
				intermediates.AddCert(certificate)
			}
			_, err := state.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: t.Identity.Roots, Intermediates: intermediates})
			return err
		},
	}
}
