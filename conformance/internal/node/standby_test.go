package node

import (
	"testing"

	corev1 "k8s.io/api/core/v1"
)

func TestElects(t *testing.T) {
	const picker = "registry.k8s.io/gateway-api-inference-extension/epp:v1.5.0"
	tests := []struct {
		image string
		args  []string
		want  bool
	}{
		{picker, []string{"--pool-name=a", "--ha-enable-leader-election=true"}, true},
		{picker, []string{"--ha-enable-leader-election"}, true},
		{picker, []string{"--ha-enable-leader-election=false"}, false},
		{picker, []string{"--pool-name=a"}, false},
		{"example.com/played:v1", []string{"--ha-enable-leader-election"}, false},
	}
	for _, test := range tests {
		pod := corev1.PodSpec{Containers: []corev1.Container{{Image: "istio/proxyv2:1.31.1"}, {Image: test.image, Args: test.args}}}
		if got := Elects(pod); got != test.want {
			t.Errorf("%s %v: want %t", test.image, test.args, test.want)
		}
	}
}
