package box

import (
	"testing"

	corev1 "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestUnlisted(t *testing.T) {
	yes, no := true, false
	service := func(change func(*corev1.Service)) corev1.Service {
		one := corev1.Service{ObjectMeta: metav1.ObjectMeta{Name: "model"}, Spec: corev1.ServiceSpec{Selector: map[string]string{"app": "model"}}}
		change(&one)
		return one
	}
	pod := func(change func(*corev1.Pod)) corev1.Pod {
		one := corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "model-0", Labels: map[string]string{"app": "model"}}}
		one.Status = corev1.PodStatus{PodIP: "10.0.0.1", Conditions: []corev1.PodCondition{{Type: corev1.PodReady, Status: corev1.ConditionTrue}}}
		change(&one)
		return one
	}
	slice := func(service, address string, ready *bool) discovery.EndpointSlice {
		return discovery.EndpointSlice{
			ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{discovery.LabelServiceName: service}},
			Endpoints:  []discovery.Endpoint{{Addresses: []string{address}, Conditions: discovery.EndpointConditions{Ready: ready}}},
		}
	}
	asService, asPod := func(*corev1.Service) {}, func(*corev1.Pod) {}
	tests := []struct {
		name    string
		service func(*corev1.Service)
		pod     func(*corev1.Pod)
		slices  []discovery.EndpointSlice
		want    int
	}{
		{"listed", asService, asPod, []discovery.EndpointSlice{slice("model", "10.0.0.1", &yes)}, 0},
		{"listed, and nothing said of its readiness", asService, asPod, []discovery.EndpointSlice{slice("model", "10.0.0.1", nil)}, 0},
		{"listed in the second slice", asService, asPod, []discovery.EndpointSlice{slice("model", "10.0.0.2", &yes), slice("model", "10.0.0.1", &yes)}, 0},
		{"not listed", asService, asPod, nil, 1},
		{"listed as not ready", asService, asPod, []discovery.EndpointSlice{slice("model", "10.0.0.1", &no)}, 1},
		{"listed for another Service", asService, asPod, []discovery.EndpointSlice{slice("other", "10.0.0.1", &yes)}, 1},
		{"not ready itself", asService, func(one *corev1.Pod) { one.Status.Conditions[0].Status = corev1.ConditionFalse }, nil, 0},
		{"without an address", asService, func(one *corev1.Pod) { one.Status.PodIP = "" }, nil, 0},
		{"on its way out", asService, func(one *corev1.Pod) { one.DeletionTimestamp = &metav1.Time{} }, nil, 0},
		{"not selected", asService, func(one *corev1.Pod) { one.Labels = nil }, nil, 0},
		{"a Service without a selector", func(one *corev1.Service) { one.Spec.Selector = nil }, asPod, nil, 0},
		{"a name for another host", func(one *corev1.Service) { one.Spec.Type = corev1.ServiceTypeExternalName }, asPod, nil, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := unlisted([]corev1.Service{service(test.service)}, []corev1.Pod{pod(test.pod)}, test.slices)
			if len(got) != test.want {
				t.Errorf("want %d, got %q", test.want, got)
			}
		})
	}
}
