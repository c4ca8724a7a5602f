package echo

import (
	"net"
	"net/http"
	"strings"
)

// tunnelKey finds the caller of a tunnel in the context of its connection.
type tunnelKey struct{}

// tunnelOf is the caller of a connection that came through a tunnel.
func tunnelOf(connection net.Conn) string {
	if tunnel, ok := connection.(interface{ Caller() string }); ok {
		return tunnel.Caller()
	}
	return ""
}

func tunnelled(r *http.Request) string {
	caller, _ := r.Context().Value(tunnelKey{}).(string)
	return caller
}

// nobody is the caller of a plaintext connection.
const nobody = "none"

// certificateHeader is where a sidecar names the caller whose certificate it has verified.
const certificateHeader = "X-Forwarded-Client-Cert"

// Caller is namespace/service account of the caller that mutual TLS proved to the pod, or none.
func (r Receipt) Caller() string {
	name := r.Tunnel
	if name == "" {
		name = lastURI(r.Headers.Get(certificateHeader))
	}
	parts := strings.Split(name, "/")
	if len(parts) != 7 { // spiffe: "" domain ns NAMESPACE sa ACCOUNT
		return nobody
	}
	return parts[4] + "/" + parts[6]
}

// lastURI reads the name of the caller from the newest element of the header.
func lastURI(header string) string {
	elements := strings.Split(header, ",")
	for _, field := range strings.Split(elements[len(elements)-1], ";") {
		if uri, ok := strings.CutPrefix(field, "URI="); ok {
			return uri
		}
	}
	return ""
}
