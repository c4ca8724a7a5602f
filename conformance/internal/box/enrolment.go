package box

import (
	"fmt"
	"slices"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"cdk8s-ml-mesh/conformance/internal/cases"
)

// checkEnrolment finds a case that says how its pods take part and whose namespaces say otherwise: every answer would be the
// right one for the wrong reason.
func (s *stage) checkEnrolment() error {
	for _, wanted := range s.When.DataPlane {
		if !slices.ContainsFunc(s.objects(), func(object *unstructured.Unstructured) bool { return enrols(object) == wanted }) {
			return fmt.Errorf("the case is for data plane %s, and no namespace of it is enrolled there", wanted)
		}
	}
	return nil
}

// isAmbient reports whether a namespace of the stage puts its pods under ztunnel.
func (s *stage) isAmbient(namespace string) bool {
	return slices.ContainsFunc(s.objects(), func(object *unstructured.Unstructured) bool {
		return object.GetName() == namespace && enrols(object) == cases.Ambient
	})
}

// enrols is the data plane that a namespace puts its pods into, empty for none.
func enrols(object *unstructured.Unstructured) cases.DataPlane {
	labels := object.GetLabels()
	switch {
	case object.GetKind() != "Namespace":
		return ""
	case labels["istio.io/dataplane-mode"] == "ambient":
		return cases.Ambient
	case labels["istio-injection"] == "enabled" || labels["istio.io/rev"] != "":
		return cases.Sidecar
	default:
		return ""
	}
}
