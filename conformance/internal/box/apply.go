package box

import (
	"context"
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/wait"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"cdk8s-ml-mesh/conformance/internal/cluster"
	"cdk8s-ml-mesh/conformance/internal/outside"
	"cdk8s-ml-mesh/conformance/internal/report"
)

// apply brings the stage's objects into the cluster. Only what is under test is judged.
func (b *Box) apply(ctx context.Context, stage *stage) {
	for _, host := range outside.Hosts(stage.objects()) {
		if err := b.outside.Start(host); err != nil {
			stage.result.Complain(report.Harness, err.Error())
		}
	}
	b.confine(stage)
	tested := map[*unstructured.Unstructured]bool{}
	for _, object := range stage.tested {
		tested[object] = true
	}
	refused := map[string]error{}
	var warned []string
	for _, object := range stage.arrivals() {
		applied, err := b.applyOne(ctx, object)
		judge := report.Harness
		if tested[object] {
			judge = report.Admission
		}
		for _, warning := range applied.Warnings {
			warned = append(warned, cluster.Name(object)+": warning: "+warning)
		}
		switch {
		case err != nil && tested[object] && stage.Refused != nil:
			refused[cluster.Name(object)] = err
		case err != nil:
			stage.result.Complain(judge, cluster.Name(object)+": "+err.Error())
		default:
			stage.result.Created = append(stage.result.Created, createdOf(applied.Live))
		}
	}
	stage.result.Complain(report.Admission, unexpected(warned, stage.Warnings)...)
	stage.judgeRefusal(refused)
}

// arrivals are the objects of the stage in the order in which they come into the cluster. What is assumed is there already: of two
// Services of a pod istiod believes the older, and the clock of the API server has only seconds.
func (s *stage) arrivals() []*unstructured.Unstructured {
	return cluster.ApplyOrder(slices.Concat(s.others, s.tested))
}

func (b *Box) applyOne(ctx context.Context, object *unstructured.Unstructured) (cluster.Applied, error) {
	if object.GetKind() == "Pod" {
		if err := b.awaitDefaultAccount(ctx, object.GetNamespace()); err != nil {
			return cluster.Applied{}, err
		}
	}
	return b.Plane.Cluster.Apply(ctx, object)
}

func createdOf(live *unstructured.Unstructured) report.Created {
	of := live.GroupVersionKind()
	return report.Created{
		Object: strings.Join([]string{of.Group, of.Kind, live.GetNamespace(), live.GetName()}, "/"),
		At:     live.GetCreationTimestamp().UTC(),
	}
}

// awaitDefaultAccount waits for the service account that a real controller makes in every namespace: without it the API
// server admits no pod.
func (b *Box) awaitDefaultAccount(ctx context.Context, namespace string) error {
	return wait.PollUntilContextTimeout(ctx, pollEvery, readyLimit, true, func(ctx context.Context) (bool, error) {
		err := b.Plane.Cluster.Get(ctx, client.ObjectKey{Namespace: namespace, Name: "default"}, &corev1.ServiceAccount{})
		return err == nil, client.IgnoreNotFound(err)
	})
}

// judgeRefusal compares what was refused with what should have been. Other refusals are complaints.
func (s *stage) judgeRefusal(refused map[string]error) {
	if s.Refused == nil {
		return
	}
	met := false
	for name, err := range refused {
		by := string(cluster.RefusedBy(err))
		wanted := s.Refused.Object == "" || s.Refused.Object == name
		if wanted && by == s.Refused.By && strings.Contains(err.Error(), s.Refused.Message) {
			met = true
			continue
		}
		s.result.Complain(report.Admission, fmt.Sprintf("%s refused by %q: %v", name, by, err))
	}
	if !met {
		s.result.Complain(report.Admission, fmt.Sprintf("nothing was refused by %s with %q", s.Refused.By, s.Refused.Message))
	}
}
