package controlplane

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

const keyBits = 2048

// writeServiceAccountKey makes the key that signs and checks the tokens of service accounts.
func writeServiceAccountKey(file string) error {
	key, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return err
	}
	block := &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}
	return os.WriteFile(file, pem.EncodeToMemory(block), 0o600)
}

// writeToken makes a token for a cluster administrator and stores it in the API server's format.
func writeToken(file string) (string, error) {
	token := rand.Text()
	return token, os.WriteFile(file, fmt.Appendf(nil, "%s,admin,admin,system:masters\n", token), 0o600)
}

// writeKubeconfig stores the configuration in the form that the other programs read.
func writeKubeconfig(file string, config *rest.Config) error {
	ca, err := os.ReadFile(config.CAFile)
	if err != nil {
		return err
	}
	kubeconfig := clientcmdapi.NewConfig()
	kubeconfig.Clusters["box"] = &clientcmdapi.Cluster{Server: config.Host, CertificateAuthorityData: ca}
	kubeconfig.AuthInfos["admin"] = &clientcmdapi.AuthInfo{Token: config.BearerToken}
	kubeconfig.Contexts["box"] = &clientcmdapi.Context{Cluster: "box", AuthInfo: "admin"}
	kubeconfig.CurrentContext = "box"
	return clientcmd.WriteToFile(*kubeconfig, file)
}

func (p *Plane) path(name string) string { return filepath.Join(p.data, name) }
