package box

import (
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"cdk8s-ml-mesh/conformance/internal/istioctl"
)

func named(kind, namespace, name string) *unstructured.Unstructured {
	object := &unstructured.Unstructured{Object: map[string]any{}}
	object.SetKind(kind)
	object.SetNamespace(namespace)
	object.SetName(name)
	return object
}

func TestExcuses(t *testing.T) {
	one := &stage{tested: []*unstructured.Unstructured{named("Service", "ml", "bert")}}
	const missing = "The host bert.ml.svc.k8s.example defined in the DestinationRule does not match any services in the mesh."
	const elsewhere = "Referenced host not found: \"gpt.ml.svc.k8s.example\""
	tests := []struct {
		name, code, origin, message, domain string
		want                                bool
	}{
		{"a Service under the domain of the cluster", "IST0174", "DestinationRule ml/bert", missing, "k8s.example", true},
		{"under the domain of another", "IST0174", "DestinationRule ml/bert", missing, "cluster.local", false},
		{"a Service that is not there", "IST0101", "VirtualService ml/gpt", elsewhere, "k8s.example", false},
		{"no host of a Service", "IST0101", "Gateway ml/g", "Referenced credentialName not found: \"tls\"", "k8s.example", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			message := istioctl.Message{Code: test.code, Origin: test.origin, Message: test.message}
			if got := one.excuses(message, test.domain); got != test.want {
				t.Errorf("want %v", test.want)
			}
		})
	}
}
