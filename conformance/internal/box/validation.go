package box

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"cdk8s-ml-mesh/conformance/internal/report"
)

func (b *Box) judgeFiles(ctx context.Context, stage *stage) {
	if stage.Refused != nil {
		return // the webhook has said it already
	}
	complaints, err := b.istioctl.Validate(ctx, stage.Manifests...)
	if err != nil {
		stage.result.Complain(report.Harness, err.Error())
	}
	complaints = slices.DeleteFunc(complaints, stage.contradictsIstiod)
	stage.result.Complain(report.Validate, unexpected(complaints, stage.Validation)...)
}

// unexpected removes the complaints with an expected part, and adds one for each part that none of them has.
func unexpected(complaints, expected []string) []string {
	missing := slices.Clone(expected)
	complaints = slices.DeleteFunc(slices.Clone(complaints), func(complaint string) bool {
		isPart := func(part string) bool { return strings.Contains(complaint, part) }
		missing = slices.DeleteFunc(missing, isPart)
		return slices.ContainsFunc(expected, isPart)
	})
	for _, part := range missing {
		complaints = append(complaints, fmt.Sprintf("nothing is said of %q", part))
	}
	return complaints
}

// kubernetesProtocols are the application protocols that Kubernetes itself defines. Istiod serves them (pkg/config/kube,
// ConvertProtocol); istioctl validate of the same version does not know them.
var kubernetesProtocols = []string{"kubernetes.io/h2c", "kubernetes.io/ws", "kubernetes.io/wss"}

// contradictsIstiod recognizes a complaint about a Service that only has such a protocol.
func (s *stage) contradictsIstiod(complaint string) bool {
	for _, object := range s.tested {
		named := fmt.Sprintf("service \"%s/%s/:\" doesn't follow Istio protocol selection", object.GetName(), object.GetNamespace())
		if object.GetKind() == "Service" && strings.Contains(complaint, named) && hasKubernetesProtocol(object) {
			return true
		}
	}
	return false
}

func hasKubernetesProtocol(service *unstructured.Unstructured) bool {
	ports, _, _ := unstructured.NestedSlice(service.Object, "spec", "ports")
	return slices.ContainsFunc(ports, func(port any) bool {
		fields, _ := port.(map[string]any)
		protocol, _ := fields["appProtocol"].(string)
		return slices.Contains(kubernetesProtocols, protocol)
	})
}
