// Package cluster talks to the API server of a box.
package cluster

import (
	"context"
	"fmt"
	"net/http"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/apiutil"
	gateway "sigs.k8s.io/gateway-api/apis/v1"
)

const fieldOwner = "box"

// Cluster is a client of the API server that collects its warnings.
type Cluster struct {
	client.Client
	Config *rest.Config
	http   *http.Client
}

// Scheme knows the kinds that a box reads as typed objects.
func Scheme() *runtime.Scheme {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{clientgoscheme.AddToScheme, gateway.Install} {
		if err := add(scheme); err != nil {
			panic(err) // a programming error: two packages register the same kind
		}
	}
	return scheme
}

// Connect returns a client for the API server.
func Connect(config *rest.Config) (*Cluster, error) {
	config = rest.CopyConfig(config)
	config.QPS, config.Burst = -1, -1
	config.WarningHandlerWithContext = warnings{}
	httpClient, err := rest.HTTPClientFor(config)
	if err != nil {
		return nil, err
	}
	mapper, err := apiutil.NewDynamicRESTMapper(config, httpClient)
	if err != nil {
		return nil, err
	}
	kube, err := client.New(config, client.Options{Scheme: Scheme(), Mapper: mapper, HTTPClient: httpClient})
	if err != nil {
		return nil, fmt.Errorf("connect to the API server: %w", err)
	}
	return &Cluster{Client: kube, Config: config, http: httpClient}, nil
}

// Applied is what the API server says of an object that was applied.
type Applied struct {
	Warnings []string
	Live     *unstructured.Unstructured
}

// Apply applies the object on the server's side.
func (c *Cluster) Apply(ctx context.Context, object *unstructured.Unstructured) (Applied, error) {
	collected, live := &collector{}, object.DeepCopy()
	err := c.Client.Apply(collected.into(ctx), client.ApplyConfigurationFromUnstructured(live), client.FieldOwner(fieldOwner), client.ForceOwnership)
	return Applied{Warnings: collected.messages(), Live: live}, err
}

// Try applies the object without keeping it, and returns why it would not be admitted.
func (c *Cluster) Try(ctx context.Context, object *unstructured.Unstructured) error {
	ctx = (&collector{}).into(ctx)
	return c.Client.Apply(ctx, client.ApplyConfigurationFromUnstructured(object.DeepCopy()), client.FieldOwner(fieldOwner), client.ForceOwnership, client.DryRunAll)
}

// TryCreate does the same without server-side apply, as kubectl create does.
func (c *Cluster) TryCreate(ctx context.Context, object *unstructured.Unstructured) error {
	ctx = (&collector{}).into(ctx)
	return c.Client.Create(ctx, object.DeepCopy(), client.FieldValidation(metav1.FieldValidationStrict), client.DryRunAll)
}
