package platform

import (
	"fmt"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// workload is one entry of the pods: what the library tells the owner of a pod template.
type workload struct {
	Namespace string `json:"namespace"`
	Account   string `json:"serviceAccountName"`
	Metadata  struct {
		Labels      map[string]string `json:"labels"`
		Annotations map[string]string `json:"annotations"`
	} `json:"podMetadata"`
}

func readPods(file string) ([]*unstructured.Unstructured, error) {
	var workloads []workload
	if err := readJSON(file, &workloads); err != nil {
		return nil, err
	}
	var pods []*unstructured.Unstructured
	for i, workload := range workloads {
		pods = append(pods, workload.pod(i))
	}
	return pods, nil
}

// pod makes a pod as the owner of the template would. Its name is a number: workloads may be called what no object can be.
func (w workload) pod(number int) *unstructured.Unstructured {
	pod := &unstructured.Unstructured{Object: map[string]any{
		"spec": map[string]any{
			"serviceAccountName": w.Account,
			"containers":         []any{map[string]any{"name": "app", "image": "app"}},
		},
	}}
	pod.SetAPIVersion("v1")
	pod.SetKind("Pod")
	pod.SetNamespace(w.Namespace)
	pod.SetName(fmt.Sprintf("workload-%d", number))
	pod.SetLabels(w.Metadata.Labels)
	pod.SetAnnotations(w.Metadata.Annotations)
	return pod
}
