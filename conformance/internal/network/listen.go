package network

import (
	"context"
	"errors"
	"net"
	"syscall"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
)

const (
	freePoll  = 10 * time.Millisecond
	freeLimit = time.Minute
)

// whenFree listens, again for as long as the address is in use. It is for a moment after its listener was closed: what is being started
// holds copies of all sockets until it runs, and on a busy machine that takes a while.
func whenFree(listen func() (net.Listener, error)) (listener net.Listener, err error) {
	waited := wait.PollUntilContextTimeout(context.Background(), freePoll, freeLimit, true, func(context.Context) (bool, error) {
		listener, err = listen()
		return !errors.Is(err, syscall.EADDRINUSE), nil
	})
	return listener, errors.Join(err, waited)
}
