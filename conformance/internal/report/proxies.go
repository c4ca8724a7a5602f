package report

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// Proxy is what one Envoy has.
type Proxy struct {
	Name          string `json:"name"`
	ReceivedBytes int    `json:"receivedBytes"` // over its xDS connection, since it started
	ConfigBytes   int    `json:"configBytes"`   // its config dump as JSON, endpoints included
	Clusters      int    `json:"clusters"`
	Listeners     int    `json:"listeners"`
	VirtualHosts  int    `json:"virtualHosts"`
	Routes        int    `json:"routes"`
	MemoryBytes   int    `json:"memoryBytes"` // server.memory_allocated
}

const (
	kilo = 1e3
	mega = 1e6
)

// Proxies writes the proxies of all results as a table, in the order of the results.
func Proxies(w io.Writer, results []Result) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	heading := "case\tsidecar\txDS received (kB)\tconfig dump (kB)\tclusters\tlisteners\tvirtual hosts\troutes\tEnvoy's memory (MB)\n"
	for _, result := range results {
		for _, proxy := range result.Proxies {
			fmt.Fprint(table, heading)
			heading = ""
			fmt.Fprintf(table, "%s\t%s\t%.0f\t%.0f\t%d\t%d\t%d\t%d\t%.1f\n", result.Case, proxy.Name, float64(proxy.ReceivedBytes)/kilo,
				float64(proxy.ConfigBytes)/kilo, proxy.Clusters, proxy.Listeners, proxy.VirtualHosts, proxy.Routes, float64(proxy.MemoryBytes)/mega)
		}
	}
	_ = table.Flush()
}
