package box

import (
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"cdk8s-ml-mesh/conformance/internal/istioctl"
)

func TestSpeaksOfZtunnel(t *testing.T) {
	guarded := labelled("Namespace", map[string]string{"istio.io/dataplane-mode": "ambient"})
	guarded.SetName("guarded")
	one := &stage{tested: []*unstructured.Unstructured{guarded}}
	const unsupported = "A condition with a negative status is present: type=ZtunnelAccepted"
	tests := []struct {
		origin, message string
		want            bool
	}{
		{"AuthorizationPolicy sidecars/external", unsupported, true},
		{"AuthorizationPolicy guarded/external", unsupported, false},
		{"AuthorizationPolicy sidecars/external", "A condition with a negative status is present: type=WaypointAccepted", false},
	}
	for _, test := range tests {
		if got := one.speaksOfZtunnel(istioctl.Message{Origin: test.origin, Message: test.message}); got != test.want {
			t.Errorf("%s: %s: want %v", test.origin, test.message, test.want)
		}
	}
}
