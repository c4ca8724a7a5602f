package ambient

import (
	"net/netip"
	"testing"

	discovery "github.com/envoyproxy/go-control-plane/envoy/service/discovery/v3"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
	"istio.io/istio/pkg/workloadapi"
	"istio.io/istio/pkg/workloadapi/security"

	"cdk8s-ml-mesh/conformance/internal/l4"
)

var (
	podAddress      = netip.MustParseAddr("10.244.1.9")
	modelAddress    = netip.MustParseAddr("10.96.0.9")
	plainAddress    = netip.MustParseAddr("10.96.0.10")
	waypointAddress = netip.MustParseAddr("10.96.0.15")
)

func pack(t *testing.T, kind string, messages map[string]proto.Message, removed ...string) *discovery.DeltaDiscoveryResponse {
	t.Helper()
	response := &discovery.DeltaDiscoveryResponse{TypeUrl: kind, RemovedResources: removed}
	for name, message := range messages {
		packed, err := anypb.New(message)
		if err != nil {
			t.Fatal(err)
		}
		response.Resources = append(response.Resources, &discovery.Resource{Name: name, Resource: packed})
	}
	return response
}

func update(t *testing.T, world *World, everything bool, response *discovery.DeltaDiscoveryResponse) {
	t.Helper()
	if err := world.update(response, everything); err != nil {
		t.Fatal(err)
	}
}

func pod(protocol workloadapi.TunnelProtocol) *workloadapi.Address {
	return &workloadapi.Address{Type: &workloadapi.Address_Workload{Workload: &workloadapi.Workload{
		Namespace: "serving", Addresses: [][]byte{podAddress.AsSlice()}, TunnelProtocol: protocol,
	}}}
}

func service(name string, address netip.Addr, waypoint *workloadapi.GatewayAddress) *workloadapi.Address {
	return &workloadapi.Address{Type: &workloadapi.Address_Service{Service: &workloadapi.Service{
		Name: name, Namespace: "serving", Hostname: name + ".serving.svc.cluster.local", Waypoint: waypoint,
		Addresses: []*workloadapi.NetworkAddress{{Address: address.AsSlice()}},
	}}}
}

func named(hostname string) *workloadapi.GatewayAddress {
	return &workloadapi.GatewayAddress{HboneMtlsPort: 15008, Destination: &workloadapi.GatewayAddress_Hostname{
		Hostname: &workloadapi.NamespacedHostname{Namespace: "serving", Hostname: hostname},
	}}
}

func TestWaypoint(t *testing.T) {
	world := NewWorld()
	update(t, world, true, pack(t, addressType, map[string]proto.Message{
		"model":    service("model", modelAddress, named("waypoint.serving.svc.cluster.local")),
		"waypoint": service("waypoint", waypointAddress, nil),
		"plain":    service("plain", plainAddress, nil),
	}))
	if at, ok := world.Waypoint(modelAddress); !ok || at != netip.AddrPortFrom(waypointAddress, 15008) {
		t.Errorf("got %v %v", at, ok)
	}
	for _, address := range []netip.Addr{plainAddress, podAddress} {
		if at, ok := world.Waypoint(address); ok {
			t.Errorf("%s has the waypoint %v", address, at)
		}
	}
	update(t, world, false, pack(t, addressType, map[string]proto.Message{"model": service("model", modelAddress, &workloadapi.GatewayAddress{
		HboneMtlsPort: 15008, Destination: &workloadapi.GatewayAddress_Address{Address: &workloadapi.NetworkAddress{Address: podAddress.AsSlice()}},
	})}))
	if at, ok := world.Waypoint(modelAddress); !ok || at.Addr() != podAddress {
		t.Errorf("by its address: got %v %v", at, ok)
	}
}

func TestUpdate(t *testing.T) {
	world := NewWorld()
	connection := l4.Connection{Destination: netip.AddrPortFrom(podAddress, 80)}
	if got := world.Decide(connection); got.Allowed {
		t.Errorf("an unknown pod: %+v", got)
	}
	update(t, world, true, pack(t, addressType, map[string]proto.Message{"pod": pod(workloadapi.TunnelProtocol_HBONE)}))
	if got := world.Decide(connection); !got.Allowed || !world.TakesTunnels(podAddress) {
		t.Errorf("a pod without policies: %+v", got)
	}
	denyAll := &security.Authorization{Name: "deny", Namespace: "serving", Scope: security.Scope_NAMESPACE}
	update(t, world, true, pack(t, authorizationType, map[string]proto.Message{"serving/deny": denyAll}))
	if got := world.Decide(connection); got.Allowed {
		t.Errorf("a policy that allows nobody: %+v", got)
	}
	update(t, world, false, pack(t, authorizationType, nil, "serving/deny"))
	if got := world.Decide(connection); !got.Allowed {
		t.Errorf("the policy is gone: %+v", got)
	}
	update(t, world, true, pack(t, addressType, map[string]proto.Message{"other": service("plain", plainAddress, nil)}))
	if world.TakesTunnels(podAddress) {
		t.Error("a new stream that does not name a pod leaves it known")
	}
}
