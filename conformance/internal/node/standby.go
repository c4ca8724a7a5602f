package node

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

const (
	turnLimit = 24 * time.Hour // longer than any box: the leader may never go
	turnPoll  = 500 * time.Millisecond
)

// electionFlag makes pickers choose one among them. The others are alive and not ready: the picker answers for its service readiness
// by whether it leads (inference extension cmd/epp/runner/health.go), and its chart probes that.
const electionFlag = "--ha-enable-leader-election"

// elects reports whether the program of a container may have to stand by for another.
func elects(container corev1.Container) bool {
	return programOf(container) != "" && slices.ContainsFunc(container.Args, func(arg string) bool {
		flag, value, given := strings.Cut(arg, "=")
		on, err := strconv.ParseBool(value)
		return flag == electionFlag && (!given || err == nil && on)
	})
}

// Elects reports whether of several such pods one is ready.
func Elects(pod corev1.PodSpec) bool { return slices.ContainsFunc(pod.Containers, elects) }

// StandsBy reports whether the pod is not ready because another leads: its programs pass their liveness probes.
func (n *Node) StandsBy(ctx context.Context, object *corev1.Pod) bool {
	pod := n.Pod(client.ObjectKeyFromObject(object))
	if pod == nil || !Elects(object.Spec) {
		return false
	}
	return !slices.ContainsFunc(programContainers(object), func(container corev1.Container) bool {
		return container.LivenessProbe == nil || pod.probe(ctx, container, container.LivenessProbe) != nil
	})
}

// leadersFirst puts the ready ones of pods that choose one among them before those that stand by.
func (n *Node) leadersFirst(ctx context.Context, pods []*Pod) []*Pod {
	leads := func(pod *Pod) int {
		object := &corev1.Pod{}
		if n.cluster.Get(ctx, pod.Key, object) == nil && Elects(object.Spec) && isReady(object) {
			return 0
		}
		return 1
	}
	sorted := slices.Clone(pods)
	slices.SortStableFunc(sorted, func(a, b *Pod) int { return leads(a) - leads(b) })
	return sorted
}

// AwaitTurn waits until another pod leads in the place of each of these, where there is one, and reports whether there was.
func (n *Node) AwaitTurn(ctx context.Context, down []*Pod) (changed bool, err error) {
	for _, pod := range down {
		others := slices.DeleteFunc(n.PodsOf(pod.Key.Namespace, pod.Workload), func(other *Pod) bool { return slices.Contains(down, other) })
		object := &corev1.Pod{}
		if err := n.cluster.Get(ctx, pod.Key, object); err != nil {
			return changed, err
		}
		if len(others) == 0 || !Elects(object.Spec) {
			continue
		}
		changed = true
		err := wait.PollUntilContextTimeout(ctx, turnPoll, probeLimit, true, func(ctx context.Context) (bool, error) {
			leader := n.leadersFirst(ctx, others)[0]
			err := n.cluster.Get(ctx, leader.Key, object)
			return err == nil && isReady(object) && n.awaitEndpoints(ctx, leader, true) == nil, nil
		})
		if err != nil {
			return changed, fmt.Errorf("nobody leads in the place of %s: %w", pod.Key, err)
		}
	}
	return changed, nil
}

func isReady(pod *corev1.Pod) bool {
	return slices.ContainsFunc(pod.Status.Conditions, func(condition corev1.PodCondition) bool {
		return condition.Type == corev1.PodReady && condition.Status == corev1.ConditionTrue
	})
}
