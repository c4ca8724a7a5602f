package box

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"

	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/cluster"
	"cdk8s-ml-mesh/conformance/internal/controlplane"
	"cdk8s-ml-mesh/conformance/internal/istioctl"
	"cdk8s-ml-mesh/conformance/internal/report"
)

// Messages of istioctl analyze that can be about the box instead of the manifests.
const (
	// namespaceNotInjected is information about every namespace without a mesh label.
	namespaceNotInjected = "IST0102"
	// misplacedAnnotation also counts what istiod itself copies from a Gateway to its Deployment and Service.
	misplacedAnnotation = "IST0107"
	// noMatchingWorkloads is also said of a policy for a whole namespace that has no pods, and of one for pods that are scaled to none.
	noMatchingWorkloads = "IST0127"
	// identityNotVerified warns of a client that does not verify the server's certificate, also where insecureSkipVerify says that on
	// purpose: an endpoint picker makes its own certificate. portNotVerified is the same for a single port.
	identityNotVerified = "IST0128"
	portNotVerified     = "IST0129"
	// conflictingPorts warns of two Services with different ports for the same pods, of which one is istiod's own, made of a pool.
	conflictingPorts = "IST0137"
	// referenceNotFound and unknownHost take cluster.local for the domain of every Service, whatever the mesh config says
	// (istioctl's crdclient has it as a constant).
	referenceNotFound = "IST0101"
	unknownHost       = "IST0174"
	// negativeCondition repeats a condition of the object's status.
	negativeCondition = "IST0171"
)

// judgeAnalysis compares the messages about the stage's namespaces with the codes that it expects.
func (s *stage) judgeAnalysis(messages []istioctl.Message, domain string) {
	missing := slices.Clone(s.Analysis)
	for _, message := range messages {
		if !slices.Contains(s.namespaces(), message.Namespace()) {
			continue
		}
		missing = slices.DeleteFunc(missing, func(code string) bool { return code == message.Code })
		if slices.Contains(s.Analysis, message.Code) || s.excuses(message, domain) {
			continue
		}
		s.result.Complain(report.Analyze, fmt.Sprintf("%s %s %s: %s", message.Level, message.Code, message.Origin, message.Message))
	}
	for _, code := range missing {
		s.result.Complain(report.Analyze, code+" is not reported")
	}
}

// excuses reports whether the message is not about the manifests.
func (s *stage) excuses(message istioctl.Message, domain string) bool {
	object := s.origin(message)
	switch message.Code {
	case namespaceNotInjected, misplacedAnnotation:
		return object == nil // the box or istiod made it
	case noMatchingWorkloads:
		return object != nil && (isNamespaceWide(object) || s.isScaledToNone(object))
	case identityNotVerified, portNotVerified:
		return object != nil && skipsVerification(object)
	case conflictingPorts:
		return poolService.MatchString(message.Message)
	case referenceNotFound, unknownHost:
		return s.hasServiceOf(message, domain)
	case negativeCondition:
		return s.expectsNegative(message) || s.speaksOfZtunnel(message)
	default:
		return false
	}
}

// origin finds the object that a message is about among the manifests.
func (s *stage) origin(message istioctl.Message) *unstructured.Unstructured {
	name := originName(message)
	index := slices.IndexFunc(s.tested, func(object *unstructured.Unstructured) bool { return cluster.Name(object) == name })
	if index < 0 {
		return nil
	}
	return s.tested[index]
}

// originName writes "Kind namespace/name" as Kind/namespace/name.
func originName(message istioctl.Message) string { return strings.Replace(message.Origin, " ", "/", 1) }

// isNamespaceWide recognizes a policy without a selector: it is meant to hold for a namespace that has no pods yet, too.
func isNamespaceWide(policy *unstructured.Unstructured) bool {
	_, found, _ := unstructured.NestedMap(policy.Object, "spec", "selector")
	return !found
}

// isScaledToNone recognizes a policy that selects the pods of a Deployment that has none for now.
func (s *stage) isScaledToNone(policy *unstructured.Unstructured) bool {
	wanted, _, _ := unstructured.NestedStringMap(policy.Object, "spec", "selector", "matchLabels")
	return slices.ContainsFunc(s.objects(), func(object *unstructured.Unstructured) bool {
		replicas, found, _ := unstructured.NestedNumberAsFloat64(object.Object, "spec", "replicas")
		pods, _, _ := unstructured.NestedStringMap(object.Object, "spec", "template", "metadata", "labels")
		return object.GetKind() == "Deployment" && object.GetNamespace() == policy.GetNamespace() && found && replicas == 0 &&
			labels.SelectorFromSet(wanted).Matches(labels.Set(pods))
	})
}

// skipsVerification recognizes a DestinationRule for all ports of its host, or some, that verifies nothing on purpose.
func skipsVerification(rule *unstructured.Unstructured) bool {
	policy, _, _ := unstructured.NestedMap(rule.Object, "spec", "trafficPolicy")
	ports, _, _ := unstructured.NestedSlice(policy, "portLevelSettings")
	return slices.ContainsFunc(append(ports, policy), func(settings any) bool {
		fields, _ := settings.(map[string]any)
		skips, _, _ := unstructured.NestedBool(fields, "tls", "insecureSkipVerify")
		return skips
	})
}

// poolService is the name of the Service that istiod makes of a pool (istio pilot/pkg/model, InferencePoolServiceName).
var poolService = regexp.MustCompile(`\b[a-z0-9-]+-ip-[0-9a-f]{8}\b`)

// speaksOfZtunnel recognizes what ztunnel cannot do with a policy whose namespace it does not guard: the istiod of every profile
// serves both data planes.
func (s *stage) speaksOfZtunnel(message istioctl.Message) bool {
	return strings.Contains(message.Message, "type=ZtunnelAccepted") && !s.isAmbient(message.Namespace())
}

// serviceHost finds the name and namespace of a Service in a message about its host.
var serviceHost = regexp.MustCompile(`([a-z0-9-]+)\.([a-z0-9-]+)\.svc\.([a-z0-9.-]*[a-z0-9])`)

// hasServiceOf recognizes a message that misses a Service which is there, under the domain of a cluster that has another one
// than usual.
func (s *stage) hasServiceOf(message istioctl.Message, domain string) bool {
	parts := serviceHost.FindStringSubmatch(message.Message)
	return parts != nil && domain != controlplane.DefaultDomain && parts[3] == domain &&
		slices.ContainsFunc(s.objects(), func(object *unstructured.Unstructured) bool {
			return cluster.Name(object) == "Service/"+parts[2]+"/"+parts[1]
		})
}

// expectsNegative recognizes a message that only repeats a condition which the case expects.
func (s *stage) expectsNegative(message istioctl.Message) bool {
	return slices.ContainsFunc(s.Conditions, func(condition cases.Condition) bool {
		return condition.Status != "True" && condition.Object == originName(message)
	})
}
