package box

import (
	"fmt"
	"slices"
	"strings"

	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/istioctl"
	"cdk8s-ml-mesh/conformance/internal/report"
)

const (
	// namespaceNotInjected is information about every namespace without a mesh label.
	namespaceNotInjected = "IST0102"
	// negativeCondition repeats a condition of the object's status.
	negativeCondition = "IST0171"
)

// judgeAnalysis compares the messages about the stage's namespaces with the codes that it expects.
func (s *stage) judgeAnalysis(messages []istioctl.Message) {
	missing := slices.Clone(s.Analysis)
	for _, message := range messages {
		if !slices.Contains(s.namespaces(), message.Namespace()) || s.isOwnDoing(message) || s.isCondition(message) {
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

// isCondition recognizes a message that only repeats a condition which the case expects.
func (s *stage) isCondition(message istioctl.Message) bool {
	return message.Code == negativeCondition && slices.ContainsFunc(s.Conditions, func(condition cases.Condition) bool {
		return condition.Status != "True" && condition.Object == strings.Replace(message.Origin, " ", "/", 1)
	})
}
