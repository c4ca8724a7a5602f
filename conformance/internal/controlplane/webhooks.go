package controlplane

import (
	"context"
	"fmt"

	admission "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"cdk8s-ml-mesh/conformance/internal/cluster"
	"cdk8s-ml-mesh/conformance/internal/network"
)

// installWebhooks lets the API server ask istiod, as in a cluster, at admission and for injection.
func (p *Plane) installWebhooks(ctx context.Context) error {
	bundle, err := p.rootCertificate(ctx)
	if err != nil {
		return err
	}
	if err := p.publishIstiod(ctx); err != nil {
		return err
	}
	for _, object := range p.install.ofKind("ValidatingWebhookConfiguration") {
		configuration := &admission.ValidatingWebhookConfiguration{}
		if err := runtime.DefaultUnstructuredConverter.FromUnstructured(object.Object, configuration); err != nil {
			return err
		}
		for i := range configuration.Webhooks {
			hook := &configuration.Webhooks[i]
			hook.ClientConfig.CABundle = bundle
			// The rendered one asks only about objects with a revision label and lets everything pass when istiod is away.
			hook.ObjectSelector = nil
			hook.FailurePolicy = new(admission.Fail)
		}
		if err := p.Cluster.Create(ctx, configuration); err != nil {
			return err
		}
	}
	if err := p.markDefaultRevision(ctx); err != nil {
		return err
	}
	return p.installInjector(ctx, bundle)
}

// defaultValidator is the object by whose label istiod knows whether it is the default revision (pkg/revisions/tag_watcher.go).
const defaultValidator = "istiod-default-validator"

// markDefaultRevision does what the chart base and istioctl install do for the first revision of a cluster: objects without a
// revision are its own. Only the label matters here.
func (p *Plane) markDefaultRevision(ctx context.Context) error {
	if p.profile.revision() == "" {
		return nil
	}
	configuration := &admission.ValidatingWebhookConfiguration{}
	err := p.Cluster.Get(ctx, client.ObjectKey{Name: defaultValidator}, configuration)
	if err == nil || client.IgnoreNotFound(err) != nil {
		return err
	}
	configuration.Name = defaultValidator
	configuration.Labels = map[string]string{"istio.io/rev": p.profile.revision()}
	return p.Cluster.Create(ctx, configuration)
}

func (p *Plane) installInjector(ctx context.Context, bundle []byte) error {
	for _, object := range p.install.ofKind("MutatingWebhookConfiguration") {
		configuration := &admission.MutatingWebhookConfiguration{}
		if err := runtime.DefaultUnstructuredConverter.FromUnstructured(object.Object, configuration); err != nil {
			return err
		}
		for i := range configuration.Webhooks {
			configuration.Webhooks[i].ClientConfig.CABundle = bundle
		}
		if err := p.Cluster.Create(ctx, configuration); err != nil {
			return err
		}
	}
	return p.untilWebhookRefuses(ctx)
}

// untilWebhookRefuses waits until an invalid object is refused, so that no case is ever judged without the webhook.
func (p *Plane) untilWebhookRefuses(ctx context.Context) error {
	invalid := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "networking.istio.io/v1", "kind": "VirtualService",
		"metadata": map[string]any{"name": "webhook-probe", "namespace": rootNamespace},
		"spec":     map[string]any{"hosts": []any{"webhook.probe"}, "http": []any{map[string]any{"name": "no-route"}}},
	}}
	var last error
	err := p.until(ctx, "the admission webhook", func(ctx context.Context) bool {
		last = p.Cluster.Create(ctx, invalid.DeepCopy(), client.DryRunAll)
		return cluster.RefusedBy(last) == cluster.Webhook
	})
	if err != nil {
		return fmt.Errorf("%w: %w", err, last)
	}
	return nil
}

func (p *Plane) rootCertificate(ctx context.Context) ([]byte, error) {
	config := &corev1.ConfigMap{}
	key := client.ObjectKey{Namespace: rootNamespace, Name: "istio-ca-root-cert"}
	err := p.until(ctx, "istiod's root certificate", func(ctx context.Context) bool {
		return p.Cluster.Get(ctx, key, config) == nil && config.Data["root-cert.pem"] != ""
	})
	return []byte(config.Data["root-cert.pem"]), err
}

// publishIstiod makes the Service of istiod lead to the process on the node.
func (p *Plane) publishIstiod(ctx context.Context) error {
	service := &corev1.Service{}
	if err := p.Cluster.Get(ctx, client.ObjectKey{Namespace: rootNamespace, Name: p.profile.Istiod()}, service); err != nil {
		return err
	}
	slice := &discovery.EndpointSlice{
		ObjectMeta: metav1.ObjectMeta{
			Name: "istiod-process", Namespace: rootNamespace,
			Labels: map[string]string{discovery.LabelServiceName: service.Name, discovery.LabelManagedBy: "box"},
		},
		AddressType: discovery.AddressTypeIPv4,
		Endpoints: []discovery.Endpoint{{
			Addresses:  []string{network.NodeAddress},
			Conditions: discovery.EndpointConditions{Ready: new(true)},
		}},
	}
	for _, port := range service.Spec.Ports {
		target := port.TargetPort.IntVal
		slice.Ports = append(slice.Ports, discovery.EndpointPort{Name: new(port.Name), Port: new(target), Protocol: new(port.Protocol)})
	}
	return p.Cluster.Create(ctx, slice)
}
