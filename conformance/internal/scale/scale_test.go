package scale

import (
	"encoding/json"
	"reflect"
	"testing"

	"cdk8s-ml-mesh/conformance/internal/report"
)

func TestJudge(t *testing.T) {
	all := []string{"outbound|80||a.serving.svc.cluster.local", "outbound|80||b.others-0.svc.cluster.local", collector}
	full := report.Proxy{ConfigBytes: 300, Clusters: 3, Listeners: 2, VirtualHosts: 4, Routes: 5}
	less := report.Proxy{ConfigBytes: 200, Clusters: 2, Listeners: 2, VirtualHosts: 2, Routes: 2}
	more := less
	more.Routes = 6
	declared := []string{all[0], collector}
	for _, test := range []struct {
		name         string
		open, scoped proxy
		want         []string
	}{
		{"as it should be", proxy{full, all}, proxy{less, declared}, nil},
		{"a larger one", proxy{full, all}, proxy{more, declared}, []string{"6 routes with the scope, 5 without"}},
		{"an empty one", proxy{full, all}, proxy{report.Proxy{ConfigBytes: 1, Clusters: 1, Listeners: 1, VirtualHosts: 1}, declared},
			[]string{"0 routes with the scope, 5 without"}},
		{"an undeclared cluster", proxy{full, all}, proxy{less, all},
			[]string{"the scoped sidecar has the cluster " + all[1] + ", which its workload did not declare"}},
		{"a cluster of its own", proxy{full, all}, proxy{less, append(declared, "x")}, []string{"only the scoped sidecar has the cluster x"}},
		{"nothing to leave out", proxy{full, declared}, proxy{less, declared},
			[]string{"the other sidecar has no cluster that was not declared: nothing is compared"}},
		{"no collector", proxy{full, all}, proxy{less, declared[:1]},
			[]string{"the scoped sidecar does not know where spans go: no cluster " + collector}},
	} {
		if got := judge(test.open, test.scoped); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: want %q, got %q", test.name, test.want, got)
		}
	}
}

func TestReadStats(t *testing.T) {
	const memory, received = `{"name":"server.memory_allocated","value":12}`, `{"name":"cluster.xds-grpc;.upstream_cx_rx_bytes_total","value":34}`
	var got proxy
	if err := got.readStats([]byte(`{"stats":[` + memory + `,` + received + `]}`)); err != nil || got.MemoryBytes != 12 || got.ReceivedBytes != 34 {
		t.Errorf("got %+v, %v", got, err)
	}
	var without proxy
	if err := without.readStats([]byte(`{"stats":[` + memory + `]}`)); err == nil {
		t.Error("a missing statistic is no error")
	}
}

func TestCount(t *testing.T) {
	const dump = `{"configs": [
		{"@type": "type.googleapis.com/envoy.admin.v3.ClustersConfigDump", "dynamic_active_clusters": [
			{"cluster": {"@type": "type.googleapis.com/envoy.config.cluster.v3.Cluster", "name": "a"}}]},
		{"@type": "type.googleapis.com/envoy.admin.v3.ListenersConfigDump", "dynamic_listeners": [
			{"active_state": {"listener": {"@type": "type.googleapis.com/envoy.config.listener.v3.Listener"}}}]},
		{"@type": "type.googleapis.com/envoy.admin.v3.RoutesConfigDump", "dynamic_route_configs": [
			{"route_config": {"@type": "type.googleapis.com/envoy.config.route.v3.RouteConfiguration",
				"virtual_hosts": [{"routes": [{}, {}]}, {"routes": [{}]}, {}]}}]}]}`
	var document any
	if err := json.Unmarshal([]byte(dump), &document); err != nil {
		t.Fatal(err)
	}
	var got proxy
	got.count(document)
	want := proxy{report.Proxy{Clusters: 1, Listeners: 1, VirtualHosts: 3, Routes: 3}, []string{"a"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("want %+v, got %+v", want, got)
	}
}
