// Package identity gets callers the certificates that the mesh's own authority issues to their service accounts.
package identity

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strings"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	ca "istio.io/api/security/v1alpha1"
	authentication "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"cdk8s-ml-mesh/conformance/internal/cluster"
)

const (
	authority     = "istiod.istio-system.svc:15012"
	audience      = "istio-ca"
	lifetime      = 24 * 60 * 60 // seconds
	rootNamespace = "istio-system"
	rootConfigMap = "istio-ca-root-cert"
)

// Issuer asks istiod for certificates and remembers them.
type Issuer struct {
	cluster *cluster.Cluster

	mu     sync.Mutex
	issued map[types.NamespacedName]*Identity
}

// Identity is a service account's certificate and what it trusts.
type Identity struct {
	Certificate tls.Certificate
	Roots       *x509.CertPool
}

// NewIssuer returns an issuer without certificates.
func NewIssuer(cluster *cluster.Cluster) *Issuer {
	return &Issuer{cluster: cluster, issued: map[types.NamespacedName]*Identity{}}
}

// Of returns the identity of a service account.
func (i *Issuer) Of(ctx context.Context, account types.NamespacedName) (*Identity, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if identity, ok := i.issued[account]; ok {
		return identity, nil
	}
	identity, err := i.issue(ctx, account)
	if err != nil {
		return nil, fmt.Errorf("certificate of %s: %w", account, err)
	}
	i.issued[account] = identity
	return identity, nil
}

func (i *Issuer) issue(ctx context.Context, account types.NamespacedName) (*Identity, error) {
	roots, err := i.roots(ctx)
	if err != nil {
		return nil, err
	}
	token, err := i.token(ctx, account)
	if err != nil {
		return nil, err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	request, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, key)
	if err != nil {
		return nil, err
	}
	chain, err := sign(ctx, roots, token, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: request}))
	if err != nil {
		return nil, err
	}
	certificate, err := pair(chain, key)
	return &Identity{Certificate: certificate, Roots: roots}, err
}

// sign sends the request to istiod, which takes the identity from the token and from nothing else.
func sign(ctx context.Context, roots *x509.CertPool, token string, request []byte) ([]string, error) {
	connection, err := grpc.NewClient("passthrough:///"+authority, grpc.WithTransportCredentials(credentials.NewClientTLSFromCert(roots, "")))
	if err != nil {
		return nil, err
	}
	defer connection.Close()
	ctx = metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+token)
	response, err := ca.NewIstioCertificateServiceClient(connection).CreateCertificate(ctx, &ca.IstioCertificateRequest{
		Csr: string(request), ValidityDuration: lifetime,
	})
	if err != nil {
		return nil, err
	}
	return response.CertChain, nil
}

func pair(chain []string, key crypto.Signer) (tls.Certificate, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.X509KeyPair([]byte(strings.Join(chain, "\n")), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

func (i *Issuer) roots(ctx context.Context) (*x509.CertPool, error) {
	config := &corev1.ConfigMap{}
	if err := i.cluster.Get(ctx, client.ObjectKey{Namespace: rootNamespace, Name: rootConfigMap}, config); err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM([]byte(config.Data["root-cert.pem"])) {
		return nil, fmt.Errorf("ConfigMap %s holds no certificate", rootConfigMap)
	}
	return pool, nil
}

func (i *Issuer) token(ctx context.Context, account types.NamespacedName) (string, error) {
	object := &corev1.ServiceAccount{}
	object.Namespace, object.Name = account.Namespace, account.Name
	request := &authentication.TokenRequest{Spec: authentication.TokenRequestSpec{Audiences: []string{audience}}}
	err := i.cluster.SubResource("token").Create(ctx, object, request)
	return request.Status.Token, err
}
