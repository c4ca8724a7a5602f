package node

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
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
