package node

import (
	"sync"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// MaxReplicas is how many pods of one owner run. The others stay unscheduled, as on a full cluster: the hundredth replica
// shows nothing that the second does not.
const MaxReplicas = 2

// replicas counts the scheduled pods of each owner.
type replicas struct {
	mu      sync.Mutex
	byOwner map[types.UID]map[client.ObjectKey]bool
}

// admit reports whether one more pod of the owner may run.
func (r *replicas) admit(pod *corev1.Pod) bool {
	if len(pod.OwnerReferences) == 0 {
		return true
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	owner, key := pod.OwnerReferences[0].UID, client.ObjectKeyFromObject(pod)
	running := r.byOwner[owner]
	if running == nil {
		running = map[client.ObjectKey]bool{}
		r.byOwner[owner] = running
	}
	if len(running) < MaxReplicas {
		running[key] = true
	}
	return running[key]
}

// leavesOut reports whether the pod stays unscheduled because enough others of its owner run.
func (r *replicas) leavesOut(pod *corev1.Pod) bool {
	if len(pod.OwnerReferences) == 0 {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	running := r.byOwner[pod.OwnerReferences[0].UID]
	return len(running) >= MaxReplicas && !running[client.ObjectKeyFromObject(pod)]
}

// release forgets a pod that has ended.
func (r *replicas) release(key client.ObjectKey) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, running := range r.byOwner {
		delete(running, key)
	}
}
