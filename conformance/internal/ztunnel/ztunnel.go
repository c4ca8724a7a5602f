// Package ztunnel plays the server's half of ztunnel for pods in ambient mode: connections by HBONE are taken with a real
// handshake, those without a certificate as they come, and both only if the policies that istiod sent admit them. ztunnel
// itself is a program that no module carries.
package ztunnel

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"sync"

	"k8s.io/apimachinery/pkg/types"

	"cdk8s-ml-mesh/conformance/internal/ambient"
	"cdk8s-ml-mesh/conformance/internal/identity"
	"cdk8s-ml-mesh/conformance/internal/l4"
)

// HBONEPort is where pods in ambient mode take tunnels.
const HBONEPort = 15008

// Ztunnel guards the pods of the node.
type Ztunnel struct {
	World  *ambient.World
	Issuer *identity.Issuer
	Log    *Log
}

// Pod is a captured pod.
type Pod struct {
	ztunnel *Ztunnel
	key     types.NamespacedName
	account types.NamespacedName
	address netip.Addr

	mu          sync.Mutex
	refused     int
	ports       map[int]*port // of the echo server
	application Application   // of the pod's programs; nil: it has none
}

// Capture takes over the connections to a pod.
func (z *Ztunnel) Capture(key types.NamespacedName, account, address string) (*Pod, error) {
	at, err := netip.ParseAddr(address)
	return &Pod{
		ztunnel: z, key: key, account: types.NamespacedName{Namespace: key.Namespace, Name: account}, address: at, ports: map[int]*port{},
	}, err
}

// Guard returns a listener that yields only the admitted connections to a port, whichever way they come.
func (p *Pod) Guard(listener net.Listener, number int) net.Listener {
	guarded := newPort(listener, func(connection net.Conn) bool {
		return p.decide(connection.RemoteAddr(), number, nil).Allowed
	})
	p.mu.Lock()
	p.ports[number] = guarded
	p.mu.Unlock()
	go guarded.acceptPlaintext()
	return guarded
}

// open connects a tunnel to a port of the pod. What arrives at the inner end is a connection that came through it.
func (p *Pod) open(ctx context.Context, number int, through tunnelled) (net.Conn, error) {
	p.mu.Lock()
	guarded, application := p.ports[number], p.application
	p.mu.Unlock()
	if guarded != nil && guarded.isOpen() {
		outer, inner := net.Pipe()
		through.Conn = inner
		go guarded.deliver(through)
		return outer, nil
	}
	if application != nil {
		return application(ctx, number)
	}
	p.mu.Lock()
	p.refused++
	p.mu.Unlock()
	return nil, fmt.Errorf("nothing listens on port %d of %s", number, p.key)
}

// Refused is how many tunnels have led to a port where nobody listens.
func (p *Pod) Refused() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.refused
}

// decide asks the policies and writes the decision down.
func (p *Pod) decide(source net.Addr, port int, caller *l4.Identity) l4.Decision {
	from, _ := netip.ParseAddrPort(source.String()) // a TCP address
	decision := p.ztunnel.World.Decide(l4.Connection{
		Source: from, Destination: netip.AddrPortFrom(p.address, uint16(port)), Caller: caller,
	})
	p.ztunnel.Log.add(Entry{Pod: p.key, Port: port, Caller: caller.String(), Decision: decision})
	return decision
}

// issue returns the identity of the pod.
func (p *Pod) issue(ctx context.Context) (*identity.Identity, error) {
	return p.ztunnel.Issuer.Of(ctx, p.account)
}
