package caller

import (
	"errors"
	"io"
	"net"
	"syscall"

	"cdk8s-ml-mesh/conformance/internal/hbone"
)

// tlsAlert is what crypto/tls calls an alert of the other side, which says why it breaks off.
const tlsAlert = "remote error"

// isReset tells a connection that the other side broke off from one that never came about, which proves nothing.
func isReset(err error) bool {
	var refused *hbone.Refused
	var alert *net.OpError
	switch {
	case errors.As(err, &refused):
		return refused.Unauthorized()
	case errors.As(err, &alert) && alert.Op == tlsAlert:
		return true
	default:
		return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	}
}

// isRefused tells a tunnel that came about from a connection through it that did not, for whatever reason: a limit may be one.
func isRefused(err error) bool {
	var refused *hbone.Refused
	return errors.As(err, &refused)
}
