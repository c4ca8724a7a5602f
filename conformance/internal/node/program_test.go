package node

import (
	"os"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
)

func TestProgramOf(t *testing.T) {
	tests := map[string]string{
		"registry.k8s.io/gateway-api-inference-extension/epp:v1.5.0":                   "epp",
		"localhost:5000/gateway-api-inference-extension/epp@sha256:0123":               "epp",
		"registry.k8s.io/gateway-api-inference-extension/bbr:v1.5.0":                   "bbr",
		"gateway-api-inference-extension/epp":                                          "epp",
		"ghcr.io/llm-d/llm-d-router-endpoint-picker:v0.10.0":                           "",
		"registry.k8s.io/not-gateway-api-inference-extension/epp:v1.5.0":               "",
		"registry.k8s.io/gateway-api-inference-extension/lwepp:v1.6.0":                 "",
		"registry.example.com:5000/gateway-api-inference-extension/epp-wrapper:v1.5.0": "",
		"docker.io/istio/proxyv2:1.31.1":                                               "",
	}
	for image, want := range tests {
		if got := programOf(corev1.Container{Image: image}); got != want {
			t.Errorf("%s: want program %q, got %q", image, want, got)
		}
	}
}

func TestServingPort(t *testing.T) {
	tests := []struct {
		name string
		args []string
		want int
	}{
		{"epp", nil, 9002},
		{"epp", []string{"--pool-name=a", "--secure-serving=false", "--grpc-health-port=9013"}, 9002},
		{"epp", []string{"-v", "4", "--pool-name", "a", "--grpc-port=9012"}, 9012},
		{"bbr", []string{"--secure-serving=false"}, 9004},
		{"bbr", []string{"--grpc-port", "9014", "--secure-serving=false"}, 9014},
	}
	for _, test := range tests {
		if got := servingPort(test.name, test.args); got != test.want {
			t.Errorf("%s %v: want %d, got %d", test.name, test.args, test.want, got)
		}
	}
}

func TestSplitImage(t *testing.T) {
	tests := map[string][2]string{
		"a/b:v1":                {"a/b", "v1"},
		"a/b":                   {"a/b", ""},
		"host:5000/a/b":         {"host:5000/a/b", ""},
		"host:5000/a/b:v1@sha1": {"host:5000/a/b", "v1"},
	}
	for image, want := range tests {
		if repository, tag := splitImage(image); [2]string{repository, tag} != want {
			t.Errorf("%s: got %q %q", image, repository, tag)
		}
	}
}

// TestProgramVersion holds the accepted tag to the module that the programs are built from.
func TestProgramVersion(t *testing.T) {
	content, err := os.ReadFile("../../build/inference/go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if want := "sigs.k8s.io/gateway-api-inference-extension " + programVersion; !strings.Contains(string(content), want) {
		t.Errorf("build/inference/go.mod does not require %s", want)
	}
}

func TestIsPlayed(t *testing.T) {
	pod := &corev1.Pod{Spec: corev1.PodSpec{Containers: []corev1.Container{
		{Name: "app", Image: "app"}, {Name: "istio-proxy", Image: "istio/proxyv2:1.31.1"}, {Name: "epp", Image: "gateway-api-inference-extension/epp:v1.5.0"},
	}}}
	for i, want := range []bool{true, false, false} {
		if got := isPlayed(pod.Spec.Containers[i]); got != want {
			t.Errorf("%s: played is %v", pod.Spec.Containers[i].Name, got)
		}
	}
	if got := programContainers(pod); len(got) != 1 || got[0].Name != "epp" {
		t.Errorf("programs: %v", got)
	}
}

func TestChoose(t *testing.T) {
	data := map[string][]byte{"a": []byte("1"), "b": []byte("2")}
	if got := choose(data, nil); len(got) != 2 {
		t.Errorf("without items: %v", got)
	}
	got := choose(data, []corev1.KeyToPath{{Key: "b", Path: "deep/b"}})
	if len(got) != 1 || string(got["deep/b"]) != "2" {
		t.Errorf("with an item: %v", got)
	}
}
