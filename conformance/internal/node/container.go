package node

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// environment gives the variables of a container the values that a kubelet would. Variables that take a limit of the
// container are left out: the box has none.
func (n *Node) environment(ctx context.Context, pod *corev1.Pod, container corev1.Container, address string) (map[string]string, error) {
	fields := map[string]string{
		"metadata.name":           pod.Name,
		"metadata.namespace":      pod.Namespace,
		"spec.nodeName":           pod.Spec.NodeName,
		"spec.serviceAccountName": pod.Spec.ServiceAccountName,
		"status.podIP":            address,
		"status.hostIP":           nodeAddress,
	}
	env := map[string]string{}
	for _, variable := range container.Env {
		switch {
		case variable.ValueFrom == nil:
			env[variable.Name] = variable.Value
		case variable.ValueFrom.FieldRef != nil:
			env[variable.Name] = fields[variable.ValueFrom.FieldRef.FieldPath]
		case variable.ValueFrom.SecretKeyRef != nil:
			reference := variable.ValueFrom.SecretKeyRef
			data, err := n.secret(ctx, pod.Namespace, reference.LocalObjectReference, nil, reference.Optional)
			if err != nil {
				return nil, fmt.Errorf("variable %s: %w", variable.Name, err)
			}
			if value, ok := data[reference.Key]; ok {
				env[variable.Name] = string(value)
			}
		}
	}
	return env, nil
}

// arguments replaces $(NAME) as a kubelet does, and turns the check that the CNI plugin did its work into that work.
func arguments(args []string, env map[string]string) []string {
	var pairs []string
	for name, value := range env {
		pairs = append(pairs, "$("+name+")", value)
	}
	replacer := strings.NewReplacer(pairs...)
	var result []string
	for _, arg := range args {
		if arg != "--run-validation" && arg != "--skip-rule-apply" {
			result = append(result, replacer.Replace(arg))
		}
	}
	return result
}

// localize points the proxy's configuration to the box's Envoy and to the pod's own folder.
func localize(env map[string]string, tools string) error {
	config := map[string]any{}
	if text := strings.TrimSpace(env["PROXY_CONFIG"]); text != "" {
		if err := json.Unmarshal([]byte(text), &config); err != nil {
			return fmt.Errorf("PROXY_CONFIG: %w", err)
		}
	}
	config["binaryPath"] = filepath.Join(tools, "envoy")
	config["configPath"] = "./etc/istio/proxy"
	config["concurrency"] = 1
	text, err := json.Marshal(config)
	env["PROXY_CONFIG"] = string(text)
	return err
}

// downward writes labels or annotations in the format of a downward API volume.
func downward(values map[string]string) string {
	var text strings.Builder
	for _, key := range slices.Sorted(maps.Keys(values)) {
		fmt.Fprintf(&text, "%s=%q\n", key, values[key])
	}
	return text.String()
}
