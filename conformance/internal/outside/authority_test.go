package outside

import (
	"crypto/tls"
	"crypto/x509"
	"testing"
)

func TestConfig(t *testing.T) {
	authority, err := NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authority.PEM())
	server, err := authority.Config("api.example.com")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name   string
		client *tls.Config
		ok     bool
	}{
		{"the right name", &tls.Config{RootCAs: roots, ServerName: "api.example.com"}, true},
		{"the right name in capitals", &tls.Config{RootCAs: roots, ServerName: "API.EXAMPLE.COM"}, true},
		{"another name", &tls.Config{RootCAs: roots, ServerName: "other.example.com"}, false},
		{"no name", &tls.Config{InsecureSkipVerify: true}, false},
		{"an authority that is not trusted", &tls.Config{RootCAs: x509.NewCertPool(), ServerName: "api.example.com"}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			listener, err := tls.Listen("tcp", "127.0.0.1:0", server)
			if err != nil {
				t.Fatal(err)
			}
			defer listener.Close()
			go func() {
				if connection, err := listener.Accept(); err == nil {
					_ = connection.(*tls.Conn).Handshake()
					connection.Close()
				}
			}()
			connection, err := tls.Dial("tcp", listener.Addr().String(), test.client)
			if (err == nil) != test.ok {
				t.Errorf("handshake: %v", err)
			}
			if err == nil {
				connection.Close()
			}
		})
	}
}
