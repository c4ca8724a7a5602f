// Package issuer plays whoever issues tokens, as far as istiod asks for it: it serves public keys, and the documents that say where
// they are.
package issuer

import (
	"encoding/json"
	"net"
	"net/http"
	"strings"

	"cdk8s-ml-mesh/conformance/internal/token"
)

// Host is what the box calls it. Whatever the path, http://HOST/PATH is an issuer.
const Host = "identity.example.com"

const (
	discovery = "/.well-known/openid-configuration" // OpenID Connect Discovery 1.0, section 4
	keys      = "/jwks"
)

// Serve answers on the listener until it is closed.
func Serve(listener net.Listener) {
	go func() { _ = http.Serve(listener, Handler()) }()
}

// Handler answers for every issuer.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if path, ok := strings.CutSuffix(r.URL.Path, discovery); ok {
			issuer := name(path)
			respond(w, map[string]string{"issuer": issuer, "jwks_uri": issuer + keys})
			return
		}
		if path, ok := strings.CutSuffix(r.URL.Path, keys); ok {
			respond(w, token.KeySet(name(path)))
			return
		}
		http.NotFound(w, r)
	})
}

func name(path string) string { return "http://" + Host + path }

func respond(w http.ResponseWriter, content any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(content) // who asked may be gone
}
