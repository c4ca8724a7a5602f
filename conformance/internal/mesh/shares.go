package mesh

import (
	"cmp"
	"context"
	"maps"
	"net"
	"slices"
	"strings"

	"cdk8s-ml-mesh/conformance/internal/judge"
	"cdk8s-ml-mesh/conformance/internal/node"
)

// Shares returns how each route of the proxy divides its requests among workloads, exactly as Envoy has it. A workload is
// named once, as name, whatever its clusters are called; a cluster without endpoints keeps its own name. A cluster of several
// workloads, as that of an InferencePool is, has all their names: which one answers is not for the route to say.
func (e *Entry) Shares(ctx context.Context, proxy *node.Pod) ([]map[string]float64, error) {
	workloads, err := e.workloadsByCluster(ctx, proxy)
	if err != nil {
		return nil, err
	}
	parts, err := e.Configuration(ctx, proxy)
	if err != nil {
		return nil, err
	}
	var shares []map[string]float64
	for _, part := range parts {
		if weights := weightsOf(part); len(weights) > 0 {
			shares = append(shares, divide(weights, workloads))
		}
	}
	return shares, nil
}

// weightsOf reads the action of a route: one cluster or several with weights.
func weightsOf(object map[string]any) map[string]float64 {
	action, _ := object["route"].(map[string]any)
	if cluster, ok := action["cluster"].(string); ok {
		return map[string]float64{cluster: 1}
	}
	weighted, _ := action["weighted_clusters"].(map[string]any)
	clusters, _ := weighted["clusters"].([]any)
	weights := map[string]float64{}
	for _, item := range clusters {
		cluster, _ := item.(map[string]any)
		name, _ := cluster["name"].(string)
		weight, _ := cluster["weight"].(float64) // absent when 0
		weights[name] += weight
	}
	return weights
}

func divide(weights map[string]float64, workloads map[string]string) map[string]float64 {
	total := 0.0
	for _, weight := range weights {
		total += weight
	}
	shares := map[string]float64{}
	for cluster, weight := range weights {
		name := cluster
		if workload, ok := workloads[cluster]; ok {
			name = workload
		}
		if weight > 0 {
			shares[name] += weight / total
		}
	}
	return shares
}

type clusters struct {
	Statuses []struct {
		Name  string `json:"name"`
		Hosts []struct {
			Address struct {
				Socket struct {
					Address string `json:"address"`
				} `json:"socket_address"`
				// Internal is set where the proxy reaches the pod by HBONE.
				Internal struct {
					Endpoint string `json:"endpoint_id"`
				} `json:"envoy_internal_address"`
			} `json:"address"`
		} `json:"host_statuses"`
	} `json:"cluster_statuses"`
}

// workloadsByCluster finds the workload of each cluster, or the server outside, by the addresses of its endpoints.
func (e *Entry) workloadsByCluster(ctx context.Context, proxy *node.Pod) (map[string]string, error) {
	var known clusters
	if err := ask(ctx, proxy, "/clusters?format=json", &known); err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, pod := range e.Node.Pods() {
		names[pod.Address] = pod.Workload
	}
	maps.Copy(names, e.Outside.Addresses())
	workloads := map[string]string{}
	for _, cluster := range known.Statuses {
		var found []string
		for _, host := range cluster.Hosts {
			address, _, _ := net.SplitHostPort(host.Address.Internal.Endpoint)
			if name, ok := names[cmp.Or(host.Address.Socket.Address, address)]; ok {
				found = append(found, name)
			}
		}
		if len(found) > 0 {
			slices.Sort(found)
			workloads[cluster.Name] = strings.Join(slices.Compact(found), judge.Together)
		}
	}
	return workloads, nil
}
