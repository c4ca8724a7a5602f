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

func TestIsScaledToNone(t *testing.T) {
	deployment := func(replicas any) *unstructured.Unstructured {
		return &unstructured.Unstructured{Object: map[string]any{
			"kind":     "Deployment",
			"metadata": map[string]any{"namespace": "serving"},
			"spec": map[string]any{
				"replicas": replicas,
				"template": map[string]any{"metadata": map[string]any{"labels": map[string]any{"app": "picker", "version": "v1"}}},
			},
		}}
	}
	policy := func(namespace, app string) *unstructured.Unstructured {
		return &unstructured.Unstructured{Object: map[string]any{
			"metadata": map[string]any{"namespace": namespace},
			"spec":     map[string]any{"selector": map[string]any{"matchLabels": map[string]any{"app": app}}},
		}}
	}
	tests := []struct {
		name       string
		deployment *unstructured.Unstructured
		policy     *unstructured.Unstructured
		want       bool
	}{
		{"none, as JSON has it", deployment(float64(0)), policy("serving", "picker"), true},
		{"none", deployment(int64(0)), policy("serving", "picker"), true},
		{"one", deployment(float64(1)), policy("serving", "picker"), false},
		{"the default", deployment(nil), policy("serving", "picker"), false},
		{"other pods", deployment(float64(0)), policy("serving", "server"), false},
		{"another namespace", deployment(float64(0)), policy("elsewhere", "picker"), false},
	}
	for _, test := range tests {
		one := &stage{tested: []*unstructured.Unstructured{test.deployment}}
		if got := one.isScaledToNone(test.policy); got != test.want {
			t.Errorf("%s: want %v", test.name, test.want)
		}
	}
}

func TestSkipsVerification(t *testing.T) {
	skips := map[string]any{"tls": map[string]any{"mode": "SIMPLE", "insecureSkipVerify": true}}
	verifies := map[string]any{"tls": map[string]any{"mode": "SIMPLE"}}
	tests := []struct {
		name   string
		policy map[string]any
		want   bool
	}{
		{"all ports", skips, true},
		{"one port", map[string]any{"portLevelSettings": []any{verifies, skips}}, true},
		{"no port", map[string]any{"portLevelSettings": []any{verifies}}, false},
		{"nothing said", map[string]any{}, false},
	}
	for _, test := range tests {
		rule := &unstructured.Unstructured{Object: map[string]any{"spec": map[string]any{"trafficPolicy": test.policy}}}
		if got := skipsVerification(rule); got != test.want {
			t.Errorf("%s: want %v", test.name, test.want)
		}
	}
}

func TestConflictingPorts(t *testing.T) {
	const about = "This deployment llama is associated with multiple services %s using targetPort 8000 but different ports"
	one := &stage{}
	for services, want := range map[string]bool{"[llama llama-pool-ip-fc5a1047]": true, "[llama llama-v2]": false, "[llama-ip-pool]": false} {
		message := istioctl.Message{Code: conflictingPorts, Origin: "Deployment serving/llama", Message: about + services}
		if got := one.excuses(message, "cluster.local"); got != want {
			t.Errorf("%s: want %v", services, want)
		}
	}
}
