package box

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"

	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/cluster"
	"cdk8s-ml-mesh/conformance/internal/echo"
	"cdk8s-ml-mesh/conformance/internal/report"
	"cdk8s-ml-mesh/conformance/internal/schedule"
	"cdk8s-ml-mesh/conformance/internal/workload"
)

const rootNamespace = "istio-system"

// stage is a case with the objects that it brings into the cluster.
type stage struct {
	cases.Case
	tested []*unstructured.Unstructured // the manifests: judged
	others []*unstructured.Unstructured // assumed or missing: only there
	result *report.Result
	loads  map[string]echo.Load // what its model servers say at the moment
	// unanswered counts the requests in the background that have no answer yet.
	unanswered atomic.Int32
}

// overtaken returns how many requests in the background the one that has just been answered has overtaken. Of those themselves nobody asks.
func (s *stage) overtaken(answered cases.Request) int {
	if answered.Send.Background {
		s.unanswered.Add(-1)
		return 0
	}
	return int(s.unanswered.Load())
}

func newStage(one cases.Case) (*stage, error) {
	tested, err := cluster.ReadManifests(one.Manifests...)
	if err != nil {
		return nil, err
	}
	if tested, err = without(tested, one.Without); err != nil {
		return nil, err
	}
	if one.Edit != nil {
		if tested, err = one.Edit(tested); err != nil {
			return nil, err
		}
	}
	assumed, err := cluster.ReadManifests(one.Assume...)
	if err != nil {
		return nil, err
	}
	assumed = append(assumed, one.Pods...)
	if err := workload.FillCertificates(assumed); err != nil {
		return nil, err
	}
	assumed = append(assumed, workload.FillPools(assumed)...)
	if !one.Closed {
		assumed = append(assumed, workload.Missing(slices.Concat(tested, assumed), sources(one))...)
	}
	if one.Mutate != nil {
		if tested, err = one.Mutate(tested); err != nil {
			return nil, err
		}
	}
	staged := &stage{Case: one, tested: tested, others: assumed, result: newResult(one)}
	if one.Mutate != nil {
		return staged, nil // which may be what is mutated
	}
	return staged, staged.checkEnrolment()
}

// Objects returns what a case brings into the cluster: its manifests, and what is assumed or missing besides.
func Objects(one cases.Case) (tested, others []*unstructured.Unstructured, err error) {
	staged, err := newStage(one)
	if err != nil {
		return nil, nil, err
	}
	return staged.tested, staged.others, nil
}

// without leaves out the objects of these names, each of which must be there.
func without(objects []*unstructured.Unstructured, names []string) ([]*unstructured.Unstructured, error) {
	for _, name := range names {
		index := slices.IndexFunc(objects, func(object *unstructured.Unstructured) bool { return cluster.Name(object) == name })
		if index < 0 {
			return nil, fmt.Errorf("the manifests have no %s that could be left out", name)
		}
		objects = slices.Delete(objects, index, index+1)
	}
	return objects, nil
}

// pace is how long the stage's streams take.
func (s *stage) pace() time.Duration {
	var sum time.Duration
	for _, request := range s.Requests {
		sum += time.Duration(request.Pace())
	}
	return sum
}

func newResult(one cases.Case) *report.Result {
	result := &report.Result{Case: one.Name, About: one.About, Covers: one.Covers, Profile: one.When.Profile}
	if one.Known != nil {
		result.Known = one.Known.Reason
	}
	return result
}

// sources are the service accounts that the requests come from.
func sources(one cases.Case) []types.NamespacedName {
	var found []types.NamespacedName
	for _, request := range one.Requests {
		if source := parseName(request.Send.Source); source.Name != "" && !slices.Contains(found, source) {
			found = append(found, source)
		}
	}
	return found
}

// parseName reads namespace/name.
func parseName(text string) types.NamespacedName {
	namespace, name, _ := strings.Cut(text, "/")
	return types.NamespacedName{Namespace: namespace, Name: name}
}

func (s *stage) objects() []*unstructured.Unstructured { return slices.Concat(s.tested, s.others) }

// namespaces are those that the stage uses, without the ones that every box has.
func (s *stage) namespaces() []string {
	var names []string
	for _, object := range s.objects() {
		name := object.GetNamespace()
		if object.GetKind() == "Namespace" {
			name = object.GetName()
		}
		if name != "" && name != rootNamespace {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// item says what the stage shares with others.
// bytesOfAProxy is how much config takes as much memory as a proxy: every sidecar of the box has it, and istiod has it several times.
const bytesOfAProxy = 50_000

func (s *stage) item() schedule.Item {
	item := schedule.Item{Names: s.namespaces(), Weight: sizeOf(s.objects()) / bytesOfAProxy}
	for _, object := range s.objects() {
		switch {
		case object.GetNamespace() == rootNamespace:
			item.Mesh += fmt.Sprintln(object.Object) // maps are printed in the order of their keys
		case object.GetNamespace() == "":
			item.Names = append(item.Names, cluster.Name(object))
		}
		if s.startsProxy(object) || startsPicker(object) {
			item.Weight += max(1, replicasOf(object))
		}
	}
	return item
}

// sizeOf is the length of the objects in the API.
func sizeOf(objects []*unstructured.Unstructured) int {
	size := 0
	for _, object := range objects {
		content, err := object.MarshalJSON()
		if err == nil { // what is no object of the API has no size there
			size += len(content)
		}
	}
	return size
}

func replicasOf(object *unstructured.Unstructured) int {
	replicas, _, _ := unstructured.NestedNumberAsFloat64(object.Object, "spec", "replicas")
	return int(replicas)
}

// startsPicker reports whether an endpoint picker runs because of the object, which takes as much memory as a proxy.
func startsPicker(object *unstructured.Unstructured) bool {
	containers, _, _ := unstructured.NestedSlice(object.Object, "spec", "template", "spec", "containers")
	return slices.ContainsFunc(containers, func(container any) bool {
		fields, _ := container.(map[string]any)
		args, _, _ := unstructured.NestedStringSlice(fields, "args")
		return slices.ContainsFunc(args, func(arg string) bool { return strings.HasPrefix(arg, "--pool-name=") })
	})
}

// startsProxy reports whether an Envoy runs because of the object. It only has to be roughly right.
func (s *stage) startsProxy(object *unstructured.Unstructured) bool {
	switch object.GetKind() {
	case "Gateway":
		return true
	case "Pod", "Deployment", "StatefulSet", "Job":
		if inject, _, _ := unstructured.NestedString(object.Object, "spec", "template", "metadata", "labels", "sidecar.istio.io/inject"); inject != "" {
			return inject == "true"
		}
		return slices.ContainsFunc(s.objects(), func(other *unstructured.Unstructured) bool {
			return other.GetKind() == "Namespace" && other.GetName() == object.GetNamespace() && other.GetLabels()["istio-injection"] == "enabled"
		})
	default:
		return false
	}
}
