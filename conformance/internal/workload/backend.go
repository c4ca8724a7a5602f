package workload

import (
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// backend is something that sends requests to the pods of a selector.
type backend struct {
	namespace, name string
	selector        map[string]string
	ports           []any // container ports
}

// backends are the Services and InferencePools with a selector.
func (w *world) backends() []backend {
	var found []backend
	for _, service := range w.ofKind("Service") {
		selector, _, _ := unstructured.NestedStringMap(service.Object, "spec", "selector")
		ports, _, _ := unstructured.NestedSlice(service.Object, "spec", "ports")
		found = appendBackend(found, service, selector, containerPorts(ports, servicePort))
	}
	for _, pool := range w.ofKind("InferencePool") {
		selector, _, _ := unstructured.NestedStringMap(pool.Object, "spec", "selector", "matchLabels")
		ports, _, _ := unstructured.NestedSlice(pool.Object, "spec", "targetPorts")
		found = appendBackend(found, pool, selector, containerPorts(ports, poolPort))
	}
	return found
}

func appendBackend(found []backend, object *unstructured.Unstructured, selector map[string]string, ports []any) []backend {
	if len(selector) == 0 {
		return found
	}
	return append(found, backend{namespace: object.GetNamespace(), name: object.GetName(), selector: selector, ports: ports})
}

func containerPorts(ports []any, convert func(map[string]any) map[string]any) []any {
	var converted []any
	for _, port := range ports {
		if fields, ok := port.(map[string]any); ok {
			converted = appendNew(converted, convert(fields))
		}
	}
	return converted
}

// appendNew leaves out a port that another Service port leads to already.
func appendNew(ports []any, port map[string]any) []any {
	taken := slices.ContainsFunc(ports, func(other any) bool {
		fields, _ := other.(map[string]any)
		return fmt.Sprint(fields["containerPort"], fields["protocol"]) == fmt.Sprint(port["containerPort"], port["protocol"])
	})
	if taken {
		return ports
	}
	return append(ports, port)
}

// servicePort makes the container port that the Service port leads to. A named target gets the Service's own number: which
// one a foreign Deployment chose does not matter to the mesh.
func servicePort(port map[string]any) map[string]any {
	converted := map[string]any{"containerPort": port["port"]}
	switch target := port["targetPort"].(type) {
	case int64, float64:
		converted["containerPort"] = target
	case string:
		converted["name"] = target
	}
	if protocol, ok := port["protocol"]; ok {
		converted["protocol"] = protocol
	}
	return converted
}

func poolPort(port map[string]any) map[string]any {
	return map[string]any{"containerPort": port["number"]}
}

func (w *world) podFor(backend backend) *unstructured.Unstructured {
	return pod(backend.namespace, backend.name+"-0", w.accountFor(backend), withWorkload(backend.selector, backend.name), backend.ports)
}

// accountFor guesses the service account of a foreign Deployment by the names that are usual for it.
func (w *world) accountFor(backend backend) string {
	names := []string{backend.name}
	for _, label := range []string{"app.kubernetes.io/name", "app"} {
		if name := backend.selector[label]; name != "" {
			names = append(names, name)
		}
	}
	for _, name := range names {
		for _, pattern := range []string{"%s", "%s-sa"} {
			account := fmt.Sprintf(pattern, name)
			if w.find("ServiceAccount", backend.namespace, account) != nil {
				return account
			}
		}
	}
	return w.onlyAccount(backend)
}

// onlyAccount is the account whose name starts the Service's name, if there is just one: inference for inference-v1.
func (w *world) onlyAccount(backend backend) string {
	found := defaultAccount
	for _, account := range w.ofKind("ServiceAccount") {
		if account.GetNamespace() != backend.namespace || !strings.HasPrefix(backend.name, account.GetName()) {
			continue
		}
		if found != defaultAccount {
			return defaultAccount
		}
		found = account.GetName()
	}
	return found
}
