package controlplane

import (
	"context"
	"fmt"
	"net/http"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"cdk8s-ml-mesh/conformance/internal/process"
)

// Addresses of istiod on the node.
const (
	IstiodDebug = "http://127.0.0.1:8080"
	istiodReady = IstiodDebug + "/ready"
)

// upstreamEnvoy switches off what only Istio's own Envoy build can do: two telemetry filters, and the listener for several networks.
var upstreamEnvoy = map[string]string{
	"PILOT_ENABLE_ALPN_FILTER":              "false",
	"PILOT_ENABLE_METADATA_EXCHANGE":        "false",
	"AMBIENT_ENABLE_MULTI_NETWORK_WAYPOINT": "false",
}

// startIstiod runs istiod as its rendered Deployment says.
func (p *Plane) startIstiod(ctx context.Context) error {
	container, err := p.install.istiod(p.profile.Istiod())
	if err != nil {
		return err
	}
	env := map[string]string{
		"POD_NAME":        "istiod",
		"POD_NAMESPACE":   rootNamespace,
		"SERVICE_ACCOUNT": "istiod",
	}
	for _, variable := range container.Env {
		if variable.ValueFrom == nil {
			env[variable.Name] = variable.Value
		}
	}
	for name, value := range upstreamEnvoy {
		env[name] = value
	}
	env["KUBECONFIG"] = p.Kubeconfig()
	args := append(append([]string{}, container.Args...), "--kubeconfig="+p.Kubeconfig())
	if err := p.start(process.Spec{Name: "istiod", Args: args, Env: assignments(env)}); err != nil {
		return err
	}
	return p.until(ctx, "istiod", func(ctx context.Context) bool { return answers(ctx, http.DefaultClient, istiodReady) })
}

// istiod returns istiod's container in the rendered Deployment of that name.
func (i *install) istiod(name string) (corev1.Container, error) {
	for _, object := range i.ofKind("Deployment") {
		if object.GetName() != name {
			continue
		}
		deployment := &appsv1.Deployment{}
		if err := runtime.DefaultUnstructuredConverter.FromUnstructured(object.Object, deployment); err != nil {
			return corev1.Container{}, err
		}
		return deployment.Spec.Template.Spec.Containers[0], nil
	}
	return corev1.Container{}, fmt.Errorf("the profile renders no Deployment %s", name)
}

func assignments(env map[string]string) []string {
	var list []string
	for name, value := range env {
		list = append(list, name+"="+value)
	}
	return list
}
