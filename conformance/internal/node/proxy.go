package node

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"cdk8s-ml-mesh/conformance/internal/process"
)

const (
	proxyReady    = "http://127.0.0.1:15021/healthz/ready"
	proxyLimit    = 60 * time.Second
	proxyPoll     = 100 * time.Millisecond
	tokenAudience = "istio-ca"
	rootConfigMap = "istio-ca-root-cert"
)

// isProxy recognizes a container of Istio's proxy image, whose entry point is pilot-agent.
func isProxy(container corev1.Container) bool {
	return strings.Contains(container.Image, "proxyv2")
}

// proxyContainers are the pod's containers that run pilot-agent, in the order in which a kubelet starts them.
func proxyContainers(pod *corev1.Pod) []corev1.Container {
	all := slices.Concat(pod.Spec.InitContainers, pod.Spec.Containers)
	return slices.DeleteFunc(all, func(container corev1.Container) bool { return !isProxy(container) })
}

func hasProxy(pod *corev1.Pod) bool { return len(proxyContainers(pod)) > 0 }

// runProxy runs a proxy container: one that redirects traffic to its end, the proxy itself until it is ready.
func (p *Pod) runProxy(ctx context.Context, node *Node, object *corev1.Pod, container corev1.Container) error {
	env, err := node.environment(ctx, object, container, p.Address)
	if err != nil {
		return err
	}
	spec := process.Spec{
		Name: p.Key.String() + " " + container.Name,
		Path: filepath.Join(node.folders.Tools, "pilot-agent"),
		Args: arguments(container.Args, env),
		Dir:  p.folder,
		Log:  p.Log,
	}
	if spec.Args[0] == "istio-iptables" {
		spec.Args = exempt(spec.Args, p.user)
		spec.Env = []string{"PATH=" + os.Getenv("PATH")}
		if err := os.MkdirAll(p.folder, 0o755); err != nil {
			return err
		}
		return p.Space.Do(func() error { return process.Run(ctx, spec) })
	}
	if err := node.writeProxyFiles(ctx, object, p); err != nil {
		return err
	}
	if err := localize(env, node.folders.Tools); err != nil {
		return err
	}
	spec.User = uint32(p.user)
	spec.Args = append(spec.Args, "--templateFile", node.folders.Template)
	for name, value := range env {
		spec.Env = append(spec.Env, name+"="+value)
	}
	err = p.Space.Do(func() error {
		started, err := process.Start(spec)
		if err == nil {
			p.proxies = append(p.proxies, started)
		}
		return err
	})
	if err != nil {
		return err
	}
	return p.untilReady(ctx)
}

func (p *Pod) untilReady(ctx context.Context) error {
	agent := p.proxies[len(p.proxies)-1]
	err := wait.PollUntilContextTimeout(ctx, proxyPoll, proxyLimit, false, func(ctx context.Context) (bool, error) {
		response, err := p.Get(ctx, proxyReady)
		if err != nil {
			return false, agent.Failed()
		}
		response.Body.Close()
		return response.StatusCode == http.StatusOK, nil
	})
	if err != nil {
		return fmt.Errorf("proxy of %s is not ready, see %s: %w", p.Key, p.Log, err)
	}
	return nil
}

// Get asks something inside the pod's network namespace.
func (p *Pod) Get(ctx context.Context, url string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	transport := &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, _, address string) (net.Conn, error) {
		return p.Space.Dial(ctx, "", address)
	}}
	return transport.RoundTrip(request)
}

// writeProxyFiles writes what the volumes of the proxy hold, at paths relative to the agent's working directory.
func (n *Node) writeProxyFiles(ctx context.Context, object *corev1.Pod, pod *Pod) error {
	token, err := n.token(ctx, object, tokenAudience)
	if err != nil {
		return err
	}
	root, err := n.rootCertificate(ctx, object.Namespace)
	if err != nil {
		return err
	}
	files := map[string]string{
		"var/run/secrets/tokens/istio-token":  token,
		"var/run/secrets/istio/root-cert.pem": root,
		"etc/istio/pod/labels":                downward(object.Labels),
		"etc/istio/pod/annotations":           downward(object.Annotations),
	}
	for name, content := range files {
		file := filepath.Join(pod.folder, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			return err
		}
	}
	return giveTo(pod.user, pod.folder)
}

func giveTo(user int, folder string) error {
	return filepath.WalkDir(folder, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chown(path, user, user)
	})
}

// rootCertificate waits for the ConfigMap that istiod writes into every namespace, as the kubelet does before it mounts one.
func (n *Node) rootCertificate(ctx context.Context, namespace string) (string, error) {
	config := &corev1.ConfigMap{}
	err := wait.PollUntilContextTimeout(ctx, proxyPoll, proxyLimit, true, func(ctx context.Context) (bool, error) {
		err := n.cluster.Get(ctx, client.ObjectKey{Namespace: namespace, Name: rootConfigMap}, config)
		return err == nil, client.IgnoreNotFound(err)
	})
	return config.Data["root-cert.pem"], err
}
