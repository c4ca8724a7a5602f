package l4

import (
	"crypto/x509"
	"net/url"
	"testing"
)

func TestIdentityOf(t *testing.T) {
	tests := map[string]bool{
		"spiffe://cluster.local/ns/serving/sa/model":       true,
		"spiffe://cluster.local/ns/serving/sa/model/extra": false,
		"spiffe://cluster.local/serving/model":             false,
		"https://cluster.local/ns/serving/sa/model":        false,
	}
	for name, valid := range tests {
		uri, err := url.Parse(name)
		if err != nil {
			t.Fatal(err)
		}
		identity, err := IdentityOf(&x509.Certificate{URIs: []*url.URL{uri}})
		if valid != (err == nil) {
			t.Errorf("%s: %v", name, err)
		}
		if valid && identity.String() != name {
			t.Errorf("want %s, got %s", name, identity)
		}
	}
	if _, err := IdentityOf(&x509.Certificate{}); err == nil {
		t.Error("a certificate without a name has an identity")
	}
	if (*Identity)(nil).String() != "" {
		t.Error("nobody has a name")
	}
}
