package ztunnel

import (
	"context"
	"errors"
	"net"
	"net/netip"

	"cdk8s-ml-mesh/conformance/internal/hbone"
)

// Dial opens a connection from the pod that is not redirected.
type Dial func(ctx context.Context, address string) (net.Conn, error)

// RedirectOutbound carries what the programs of the pod send: by HBONE to pods that take it, as it is to everybody else. Services
// are reached by the addresses of their pods here: no program of the box addresses another one than the API server's.
func (p *Pod) RedirectOutbound(listener net.Listener, dial Dial) {
	go accept(listener, func(connection net.Conn) {
		outer, err := p.leave(context.Background(), connection, dial)
		if err != nil {
			reset(connection)
			return
		}
		join(connection, outer)
	})
}

func (p *Pod) leave(ctx context.Context, connection net.Conn, dial Dial) (net.Conn, error) {
	target, err := originalDestination(connection)
	if err != nil {
		return nil, err
	}
	if !p.ztunnel.World.TakesTunnels(target.Addr()) {
		return dial(ctx, target.String())
	}
	own, err := p.issue(ctx)
	if err != nil {
		return nil, err
	}
	tunnel := &hbone.Tunnel{Identity: own, Connect: func(ctx context.Context) (net.Conn, error) {
		return dial(ctx, netip.AddrPortFrom(target.Addr(), HBONEPort).String())
	}}
	connection, err = tunnel.Dial(ctx, target.String())
	if err != nil {
		return nil, errors.Join(err, tunnel.Close())
	}
	return &tunneled{Conn: connection, tunnel: tunnel}, nil
}

// tunneled is a connection that has a tunnel of its own.
type tunneled struct {
	net.Conn
	tunnel *hbone.Tunnel
}

// Close implements net.Conn.
func (t *tunneled) Close() error { return errors.Join(t.Conn.Close(), t.tunnel.Close()) }
