package node

import (
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

func replica(name, owner string) *corev1.Pod {
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: "serving", Name: name}}
	if owner != "" {
		pod.OwnerReferences = []metav1.OwnerReference{{UID: types.UID(owner)}}
	}
	return pod
}

func TestReplicas(t *testing.T) {
	all := &replicas{byOwner: map[types.UID]map[client.ObjectKey]bool{}}
	first, second, third := replica("a", "set"), replica("b", "set"), replica("c", "set")
	if all.leavesOut(first) {
		t.Error("a pod that nobody has looked at yet will not run")
	}
	for _, pod := range []*corev1.Pod{first, second, replica("d", "other"), replica("e", "")} {
		if !all.admit(pod) || all.leavesOut(pod) {
			t.Errorf("%s does not run", pod.Name)
		}
	}
	if all.admit(third) || !all.leavesOut(third) {
		t.Error("a third pod of the same owner runs")
	}
	all.release(client.ObjectKeyFromObject(first))
	if all.leavesOut(third) {
		t.Error("the third pod does not follow the first one")
	}
}
