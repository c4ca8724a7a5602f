package scale

import (
	"fmt"
	"slices"
	"strings"
)

// Names of apps/scale.
const (
	othersPart = ".others-" // in the name of a cluster that neither of the two calls
	collector  = "outbound|4317||otel-collector.observability.svc.cluster.local"
)

// judge says what a scope must keep to at any size. Memory and what was received depend on the moment too, so they are only told.
func judge(open, scoped proxy) []string {
	var wrong []string
	pairs := []struct {
		what         string
		open, scoped int
	}{
		{"bytes of configuration", open.ConfigBytes, scoped.ConfigBytes},
		{"clusters", open.Clusters, scoped.Clusters},
		{"listeners", open.Listeners, scoped.Listeners},
		{"virtual hosts", open.VirtualHosts, scoped.VirtualHosts},
		{"routes", open.Routes, scoped.Routes},
	}
	for _, pair := range pairs {
		if pair.scoped > pair.open || pair.scoped == 0 {
			wrong = append(wrong, fmt.Sprintf("%d %s with the scope, %d without", pair.scoped, pair.what, pair.open))
		}
	}
	for _, name := range scoped.clusters {
		if !slices.Contains(open.clusters, name) {
			wrong = append(wrong, "only the scoped sidecar has the cluster "+name)
		}
		if strings.Contains(name, othersPart) {
			wrong = append(wrong, "the scoped sidecar has the cluster "+name+", which its workload did not declare")
		}
	}
	if !slices.ContainsFunc(open.clusters, func(name string) bool { return strings.Contains(name, othersPart) }) {
		wrong = append(wrong, "the other sidecar has no cluster that was not declared: nothing is compared")
	}
	if !slices.Contains(scoped.clusters, collector) {
		wrong = append(wrong, "the scoped sidecar does not know where spans go: no cluster "+collector)
	}
	return wrong
}
