package mesh

import (
	"context"
	"encoding/json"
	"fmt"

	"cdk8s-ml-mesh/conformance/internal/node"
)

// Configuration returns every object in the configuration of the proxy, endpoints included, at whatever depth it lies.
func (e *Entry) Configuration(ctx context.Context, proxy *node.Pod) ([]map[string]any, error) {
	var dump any
	if err := ask(ctx, proxy, "/config_dump?include_eds", &dump); err != nil {
		return nil, err
	}
	var parts []map[string]any
	visit(dump, func(part map[string]any) { parts = append(parts, part) })
	return parts, nil
}

// visit calls the function for every object in a document.
func visit(document any, found func(map[string]any)) {
	switch value := document.(type) {
	case map[string]any:
		found(value)
		for _, child := range value {
			visit(child, found)
		}
	case []any:
		for _, child := range value {
			visit(child, found)
		}
	}
}

func ask(ctx context.Context, proxy *node.Pod, path string, answer any) error {
	response, err := proxy.Get(ctx, envoyAdmin+path)
	if err != nil {
		return fmt.Errorf("ask the Envoy of %s: %w", proxy.Key, err)
	}
	defer response.Body.Close()
	return json.NewDecoder(response.Body).Decode(answer)
}
