// Package scale measures what an egress scope saves: the configuration, and the memory that it takes, of two callers that call
// the same, one with a scope and one without.
package scale

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"cdk8s-ml-mesh/conformance/internal/node"
	"cdk8s-ml-mesh/conformance/internal/report"
)

// Service accounts of the callers, as apps/scale names them.
const (
	scoped = "scoped"
	open   = "open"
)

const envoyAdmin = "http://127.0.0.1:15000"

// Inspect measures the two callers among the pods, and judges what must hold.
func Inspect(ctx context.Context, pods []*node.Pod, result *report.Result) {
	measured := map[string]proxy{}
	for _, account := range []string{open, scoped} {
		index := slices.IndexFunc(pods, func(pod *node.Pod) bool { return pod.Account == account && pod.HasProxy() })
		if index < 0 {
			result.Complain(report.Harness, "no sidecar runs as "+account)
			return
		}
		one, err := measure(ctx, pods[index])
		if err != nil {
			result.Complain(report.Harness, err.Error())
			return
		}
		one.Name = account
		measured[account] = one
		result.Proxies = append(result.Proxies, one.Proxy)
	}
	result.Complain(report.Envoy, judge(measured[open], measured[scoped])...)
}

// proxy is what one Envoy has.
type proxy struct {
	report.Proxy
	clusters []string
}

func measure(ctx context.Context, pod *node.Pod) (proxy, error) {
	var measured proxy
	stats, err := get(ctx, pod, "/stats?format=json&filter="+url.QueryEscape(statsFilter))
	if err != nil {
		return measured, err
	}
	if err := measured.readStats(stats); err != nil {
		return measured, fmt.Errorf("statistics of %s: %w", pod.Key, err)
	}
	dump, err := get(ctx, pod, "/config_dump?include_eds")
	if err != nil {
		return measured, err
	}
	var document any
	if err := json.Unmarshal(dump, &document); err != nil {
		return measured, err
	}
	measured.count(document)
	measured.ConfigBytes = len(dump)
	return measured, nil
}

// count goes through a config dump. A name tells a cluster from the static ones of the bootstrap.
func (p *proxy) count(document any) {
	switch value := document.(type) {
	case map[string]any:
		p.countObject(value)
		for _, child := range value {
			p.count(child)
		}
	case []any:
		for _, child := range value {
			p.count(child)
		}
	}
}

func (p *proxy) countObject(object map[string]any) {
	kind, _ := object["@type"].(string)
	switch kind[strings.LastIndex(kind, ".")+1:] {
	case "Cluster":
		p.Clusters++
		name, _ := object["name"].(string)
		p.clusters = append(p.clusters, name)
	case "Listener":
		p.Listeners++
	case "RouteConfiguration":
		hosts, _ := object["virtual_hosts"].([]any)
		p.VirtualHosts += len(hosts)
		for _, host := range hosts {
			fields, _ := host.(map[string]any)
			routes, _ := fields["routes"].([]any)
			p.Routes += len(routes)
		}
	}
}

// statsFilter takes the two statistics of this package. The name of a cluster ends with a semicolon in some releases.
const statsFilter = `^(server\.memory_allocated|cluster\.xds-grpc;?\.upstream_cx_rx_bytes_total)$`

func (p *proxy) readStats(content []byte) error {
	var answer struct {
		Stats []struct {
			Name  string `json:"name"`
			Value int    `json:"value"`
		} `json:"stats"`
	}
	if err := json.Unmarshal(content, &answer); err != nil {
		return err
	}
	for _, one := range answer.Stats {
		switch {
		case strings.HasSuffix(one.Name, "memory_allocated"):
			p.MemoryBytes = one.Value
		case strings.HasSuffix(one.Name, "rx_bytes_total"):
			p.ReceivedBytes = one.Value
		}
	}
	if p.MemoryBytes == 0 || p.ReceivedBytes == 0 {
		return fmt.Errorf("memory or received bytes are missing in %s", content)
	}
	return nil
}

func get(ctx context.Context, pod *node.Pod, path string) ([]byte, error) {
	response, err := pod.Get(ctx, envoyAdmin+path)
	if err != nil {
		return nil, fmt.Errorf("ask the Envoy of %s: %w", pod.Key, err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the Envoy of %s answers %s with %s", pod.Key, path, response.Status)
	}
	return io.ReadAll(response.Body)
}
