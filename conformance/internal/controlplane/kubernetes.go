package controlplane

import (
	"context"
	"net/http"
	"path/filepath"

	"k8s.io/client-go/rest"

	"cdk8s-ml-mesh/conformance/internal/network"
	"cdk8s-ml-mesh/conformance/internal/process"
)

const apiServer = "https://" + network.NodeAddress + ":" + network.APIServerPort

// controllers are those of kube-controller-manager that a cluster without nodes of its own still needs.
const controllers = "deployment-controller,replicaset-controller,statefulset-controller,job-controller,endpointslice-controller," +
	"namespace-controller,serviceaccount-controller,garbage-collector-controller,root-ca-certificate-publisher-controller"

func (p *Plane) startAPIServer(ctx context.Context) error {
	if err := writeServiceAccountKey(p.path("sa.key")); err != nil {
		return err
	}
	token, err := writeToken(p.path("tokens.csv"))
	if err != nil {
		return err
	}
	err = p.start(process.Spec{
		Name: "kube-apiserver",
		Env: []string{
			"ETCD_DIR=" + p.path("etcd"),
			"ETCD_CLIENT_URL=http://127.0.0.1:2379",
			"ETCD_PEER_URL=http://127.0.0.1:2380",
		},
		Args: []string{
			"--etcd-servers=http://127.0.0.1:2379",
			"--cert-dir=" + p.path("certificates"),
			// The address of the node, where pods reach it.
			"--secure-port=" + network.APIServerPort, "--bind-address=" + network.NodeAddress, "--advertise-address=" + network.NodeAddress,
			"--service-account-key-file=" + p.path("sa.key"),
			"--service-account-signing-key-file=" + p.path("sa.key"),
			"--service-account-issuer=https://kubernetes.default.svc",
			"--authorization-mode=RBAC",
			"--token-auth-file=" + p.path("tokens.csv"),
			"--service-cluster-ip-range=" + network.ServiceRange,
			// There is no kube-proxy: webhooks are reached by their EndpointSlices.
			"--enable-aggregator-routing=true",
			// Nobody runs the controllers that let go of volumes which are not in use any more: their namespaces would stay.
			"--disable-admission-plugins=StorageObjectInUseProtection",
		},
	})
	if err != nil {
		return err
	}
	config := &rest.Config{Host: apiServer, BearerToken: token}
	config.CAFile = filepath.Join(p.path("certificates"), "apiserver.crt")
	if err := p.until(ctx, "kube-apiserver", func(ctx context.Context) bool { return healthy(ctx, config) }); err != nil {
		return err
	}
	p.Config = config
	return writeKubeconfig(p.Kubeconfig(), config)
}

func (p *Plane) startControllerManager() error {
	return p.start(process.Spec{
		Name: "kube-controller-manager",
		Args: []string{
			"--kubeconfig=" + p.Kubeconfig(),
			"--authentication-kubeconfig=" + p.Kubeconfig(),
			"--authorization-kubeconfig=" + p.Kubeconfig(),
			"--bind-address=127.0.0.1",
			"--controllers=" + controllers,
			"--leader-elect=false",
			"--service-account-private-key-file=" + p.path("sa.key"),
			"--root-ca-file=" + filepath.Join(p.path("certificates"), "apiserver.crt"),
			"--kube-api-qps=1000", "--kube-api-burst=2000",
			"--concurrent-namespace-syncs=50",
		},
	})
}

// healthy asks /readyz with a fresh client, because the certificate appears only while the server starts.
func healthy(ctx context.Context, config *rest.Config) bool {
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		return false
	}
	defer client.CloseIdleConnections()
	return answers(ctx, client, config.Host+"/readyz")
}

func answers(ctx context.Context, client *http.Client, url string) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return false
	}
	response, err := client.Do(request)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	return response.StatusCode == http.StatusOK
}
