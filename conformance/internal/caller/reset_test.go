package caller

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"
	"testing"

	"cdk8s-ml-mesh/conformance/internal/hbone"
)

func TestIsReset(t *testing.T) {
	tests := []struct {
		err  error
		want bool
	}{
		{fmt.Errorf("read: %w", syscall.ECONNRESET), true},
		{fmt.Errorf("write: %w", syscall.EPIPE), true},
		{io.EOF, true},
		{&hbone.Refused{Status: http.StatusUnauthorized}, true},
		{&hbone.Refused{Status: http.StatusServiceUnavailable}, false},
		{&net.OpError{Op: "remote error", Err: errors.New("tls: certificate required")}, true},
		{&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, false},
		{syscall.ECONNREFUSED, false},
		{context.DeadlineExceeded, false},
	}
	for _, test := range tests {
		if got := isReset(test.err); got != test.want {
			t.Errorf("%v: want %v", test.err, test.want)
		}
		if _, tunnelled := test.err.(*hbone.Refused); isRefused(fmt.Errorf("send: %w", test.err)) != tunnelled {
			t.Errorf("%v: refused is wrong", test.err)
		}
	}
}
