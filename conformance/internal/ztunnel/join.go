package ztunnel

import (
	"io"
	"sync"
)

// join copies in both directions until both have ended.
func join(a, b io.ReadWriteCloser) {
	var both sync.WaitGroup
	for _, way := range [][2]io.ReadWriteCloser{{a, b}, {b, a}} {
		both.Go(func() {
			_, _ = io.Copy(way[0], way[1])
			closeWrite(way[0])
		})
	}
	both.Wait()
	_ = a.Close()
	_ = b.Close()
}

// closeWrite says that nothing more comes, where the connection can say that.
func closeWrite(connection io.Closer) {
	if half, ok := connection.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
		return
	}
	_ = connection.Close()
}
