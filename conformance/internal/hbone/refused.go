package hbone

import (
	"fmt"
	"net/http"
)

// Refused is a connection that the other end of the tunnel does not carry. The caller's ztunnel breaks the connection of the
// application off then, without a response (ztunnel src/proxy/outbound.rs).
type Refused struct {
	Target string
	Status int
}

// Error implements error.
func (r *Refused) Error() string { return fmt.Sprintf("CONNECT %s: status %d", r.Target, r.Status) }

// Unauthorized reports whether a policy refused it (ztunnel src/proxy/inbound.rs, serve_connect).
func (r *Refused) Unauthorized() bool { return r.Status == http.StatusUnauthorized }
