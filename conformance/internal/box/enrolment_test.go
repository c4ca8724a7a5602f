package box

import (
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"cdk8s-ml-mesh/conformance/internal/cases"
)

func labelled(kind string, labels map[string]string) *unstructured.Unstructured {
	object := &unstructured.Unstructured{Object: map[string]any{}}
	object.SetKind(kind)
	object.SetLabels(labels)
	return object
}

func TestCheckEnrolment(t *testing.T) {
	tests := []struct {
		name   string
		planes []cases.DataPlane
		object *unstructured.Unstructured
		want   bool
	}{
		{"ambient", []cases.DataPlane{cases.Ambient}, labelled("Namespace", map[string]string{"istio.io/dataplane-mode": "ambient"}), true},
		{"out of ambient", []cases.DataPlane{cases.Ambient}, labelled("Namespace", map[string]string{"istio.io/dataplane-mode": "none"}), false},
		{"injected", []cases.DataPlane{cases.Sidecar}, labelled("Namespace", map[string]string{"istio-injection": "enabled"}), true},
		{"injected by a revision", []cases.DataPlane{cases.Sidecar}, labelled("Namespace", map[string]string{"istio.io/rev": "1-31"}), true},
		{"the other one", []cases.DataPlane{cases.Sidecar}, labelled("Namespace", map[string]string{"istio.io/dataplane-mode": "ambient"}), false},
		{"a pod enrols nobody else", []cases.DataPlane{cases.Ambient}, labelled("Pod", map[string]string{"istio.io/dataplane-mode": "ambient"}), false},
		{"nothing said", nil, labelled("Namespace", nil), true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			one := &stage{tested: []*unstructured.Unstructured{test.object}}
			one.When.DataPlane = test.planes
			if err := one.checkEnrolment(); (err == nil) != test.want {
				t.Errorf("got %v", err)
			}
		})
	}
}
