package workload

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

const certificateLifetime = 24 * time.Hour

// FillCertificates gives every assumed Secret of type kubernetes.io/tls without data a certificate, as whoever issues
// certificates in a cluster would.
func FillCertificates(objects []*unstructured.Unstructured) error {
	for _, object := range objects {
		kind, _, _ := unstructured.NestedString(object.Object, "type")
		data, _, _ := unstructured.NestedMap(object.Object, "data")
		if object.GetKind() != "Secret" || kind != "kubernetes.io/tls" || len(data) > 0 {
			continue
		}
		certificate, key, err := selfSigned(object.GetName())
		if err != nil {
			return err
		}
		object.Object["data"] = map[string]any{"tls.crt": certificate, "tls.key": key}
	}
	return nil
}

// selfSigned returns a certificate and its key as a Secret holds them.
func selfSigned(name string) (certificate, key string, err error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return "", "", err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{"*.example.com"},
		NotBefore: time.Now(), NotAfter: time.Now().Add(certificateLifetime),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		return "", "", err
	}
	privateDER, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return "", "", err
	}
	return encode("CERTIFICATE", der), encode("PRIVATE KEY", privateDER), nil
}

func encode(kind string, der []byte) string {
	return base64.StdEncoding.EncodeToString(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}
