// Package ambient knows what istiod tells ztunnel: workloads, services and policies, and decides on connections by them.
package ambient

import (
	"net/netip"
	"slices"
	"sync"

	"istio.io/istio/pkg/workloadapi"
	"istio.io/istio/pkg/workloadapi/security"

	"cdk8s-ml-mesh/conformance/internal/l4"
)

// World is the newest that istiod has sent.
type World struct {
	mu        sync.RWMutex
	addresses map[string]*workloadapi.Address // by resource name
	policies  map[string]*security.Authorization
}

// NewWorld returns a world in which nothing is known.
func NewWorld() *World {
	return &World{addresses: map[string]*workloadapi.Address{}, policies: map[string]*security.Authorization{}}
}

// Decide decides on a connection to a pod as its ztunnel does.
func (w *World) Decide(connection l4.Connection) l4.Decision {
	w.mu.RLock()
	defer w.mu.RUnlock()
	var policies []*security.Authorization
	for _, policy := range w.policies {
		policies = append(policies, policy)
	}
	return l4.Decide(w.workload(connection.Destination.Addr()), policies, connection)
}

// TakesTunnels reports whether the pod of that address is reached by HBONE.
func (w *World) TakesTunnels(address netip.Addr) bool {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.workload(address).GetTunnelProtocol() == workloadapi.TunnelProtocol_HBONE
}

// Waypoint returns the address and port of the waypoint that stands before the virtual address of a Service; none if calls to
// it go straight to the pods.
func (w *World) Waypoint(address netip.Addr) (netip.AddrPort, bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	waypoint := w.service(address).GetWaypoint()
	if waypoint == nil {
		return netip.AddrPort{}, false
	}
	port := uint16(waypoint.HboneMtlsPort)
	if host := waypoint.GetHostname(); host != nil {
		named := w.find(func(service *workloadapi.Service) bool {
			return service.Namespace == host.Namespace && service.Hostname == host.Hostname
		})
		return netip.AddrPortFrom(firstAddress(named.GetAddresses()), port), named != nil
	}
	at, ok := netip.AddrFromSlice(waypoint.GetAddress().GetAddress())
	return netip.AddrPortFrom(at, port), ok
}

func firstAddress(addresses []*workloadapi.NetworkAddress) netip.Addr {
	if len(addresses) == 0 {
		return netip.Addr{}
	}
	address, _ := netip.AddrFromSlice(addresses[0].Address)
	return address
}

func (w *World) workload(address netip.Addr) *workloadapi.Workload {
	for _, resource := range w.addresses {
		workload := resource.GetWorkload()
		if slices.ContainsFunc(workload.GetAddresses(), func(one []byte) bool { return isAddress(one, address) }) {
			return workload
		}
	}
	return nil
}

func (w *World) service(address netip.Addr) *workloadapi.Service {
	return w.find(func(service *workloadapi.Service) bool {
		return slices.ContainsFunc(service.Addresses, func(one *workloadapi.NetworkAddress) bool { return isAddress(one.Address, address) })
	})
}

func (w *World) find(is func(*workloadapi.Service) bool) *workloadapi.Service {
	for _, resource := range w.addresses {
		if service := resource.GetService(); service != nil && is(service) {
			return service
		}
	}
	return nil
}

func isAddress(bytes []byte, address netip.Addr) bool {
	one, ok := netip.AddrFromSlice(bytes)
	return ok && one == address
}
