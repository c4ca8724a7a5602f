package report

import (
	"strings"
	"testing"
)

func TestProxies(t *testing.T) {
	var text strings.Builder
	Proxies(&text, []Result{{Case: "none"}, {Case: "services-10/scale", Proxies: []Proxy{
		{Name: "open", ReceivedBytes: 123_456, ConfigBytes: 9_999, Clusters: 3, Listeners: 4, VirtualHosts: 5, Routes: 6, MemoryBytes: 12_340_000},
		{Name: "scoped"},
	}}})
	want := `case               sidecar  xDS received (kB)  config dump (kB)  clusters  listeners  virtual hosts  routes  Envoy's memory (MB)
services-10/scale  open     123                10                3         4          5              6       12.3
services-10/scale  scoped   0                  0                 0         0          0              0       0.0
`
	if text.String() != want {
		t.Errorf("got:\n%s", text.String())
	}
}
