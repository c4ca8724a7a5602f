package mesh

import (
	"bufio"
	"context"
	"fmt"
	"path"
	"strconv"
	"strings"

	"cdk8s-ml-mesh/conformance/internal/node"
)

const envoyAdmin = "http://127.0.0.1:15000"

// Rejections returns the updates that the pod's Envoy has refused since it started, with the reasons that istiod was given.
func Rejections(ctx context.Context, pod *node.Pod) ([]string, error) {
	response, err := pod.Get(ctx, envoyAdmin+"/stats?filter=update_rejected")
	if err != nil {
		return nil, fmt.Errorf("ask the Envoy of %s: %w", pod.Key, err)
	}
	defer response.Body.Close()
	var rejections []string
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		if count, err := strconv.Atoi(value); err == nil && count > 0 {
			rejections = append(rejections, fmt.Sprintf("Envoy of %s: %s is %d", pod.Key, name, count))
		}
	}
	reasons, err := rejectionReasons(ctx, pod)
	return append(rejections, reasons...), err
}

func rejectionReasons(ctx context.Context, pod *node.Pod) ([]string, error) {
	status, err := synced(ctx)
	if err != nil {
		return nil, err
	}
	var reasons []string
	for _, proxy := range status {
		// A proxy is known as pod.namespace.
		if proxy.Proxy != pod.Key.Name+"."+pod.Key.Namespace {
			continue
		}
		for kind, resource := range proxy.Resources {
			if resource.LastError != "" {
				reasons = append(reasons, fmt.Sprintf("Envoy of %s refuses %s: %s", pod.Key, path.Base(kind), resource.LastError))
			}
		}
	}
	return reasons, nil
}
