package l4

import (
	"crypto/x509"
	"fmt"
	"strings"
)

// Identity is whom a mesh certificate names.
type Identity struct {
	TrustDomain, Namespace, Account string
}

const scheme = "spiffe"

// IdentityOf reads the SPIFFE name of a certificate, spiffe://domain/ns/NAMESPACE/sa/ACCOUNT.
func IdentityOf(certificate *x509.Certificate) (*Identity, error) {
	for _, uri := range certificate.URIs {
		parts := strings.Split(uri.Path, "/")
		if uri.Scheme == scheme && len(parts) == 5 && parts[1] == "ns" && parts[3] == "sa" {
			return &Identity{TrustDomain: uri.Host, Namespace: parts[2], Account: parts[4]}, nil
		}
	}
	return nil, fmt.Errorf("the certificate names no service account: %v", certificate.URIs)
}

// String writes the SPIFFE name; nothing for nobody.
func (i *Identity) String() string {
	if i == nil {
		return ""
	}
	return scheme + "://" + i.principal()
}

func (i *Identity) principal() string {
	return i.TrustDomain + "/ns/" + i.Namespace + "/sa/" + i.Account
}
