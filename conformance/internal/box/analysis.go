package box

import (
	"fmt"
	"slices"

	"cdk8s-ml-mesh/conformance/internal/istioctl"
	"cdk8s-ml-mesh/conformance/internal/report"
)

// namespaceNotInjected is information about every namespace without a mesh label.
const namespaceNotInjected = "IST0102"

// judgeAnalysis compares the messages about the stage's namespaces with the codes that it expects.
func (s *stage) judgeAnalysis(messages []istioctl.Message) {
	missing := slices.Clone(s.Analysis)
	for _, message := range messages {
		if !slices.Contains(s.namespaces(), message.Namespace()) || s.isOwnDoing(message) {
			continue
		}
		if slices.Contains(s.Analysis, message.Code) {
			missing = slices.DeleteFunc(missing, func(code string) bool { return code == message.Code })
			continue
		}
		s.result.Complain(report.Analyze, fmt.Sprintf("%s %s %s: %s", message.Level, message.Code, message.Origin, message.Message))
	}
	for _, code := range missing {
		s.result.Complain(report.Analyze, code+" is not reported")
	}
}

// isOwnDoing recognizes a message about a namespace that is not part of the manifests: the box made it without labels.
func (s *stage) isOwnDoing(message istioctl.Message) bool {
	if message.Code != namespaceNotInjected {
		return false
	}
	for _, object := range s.tested {
		if object.GetKind() == "Namespace" && object.GetName() == message.Namespace() {
			return false
		}
	}
	return true
}
