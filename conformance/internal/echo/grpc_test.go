package echo

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// overHTTP2 has the server listen, and gives a client that speaks HTTP/2 from the first byte.
func overHTTP2(t *testing.T, server *Server) (string, *http.Transport) {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	running := server.Serve(listener, Backend{Name: "model"})
	protocols := &http.Protocols{}
	protocols.SetUnencryptedHTTP2(true)
	transport := &http.Transport{Protocols: protocols}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		_ = running.Close()
	})
	return "http://" + listener.Addr().String(), transport
}

func TestGRPC(t *testing.T) {
	tests := []struct {
		name            string
		behavior        Behavior
		header, trailer string
	}{
		{"an answer has its status at the end", Behavior{}, "", "0"},
		{"a failing call has its status in the only frame, so that a proxy may send it again", Behavior{Status: 14}, "14", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			server := NewServer()
			server.Expect("id", func(Backend) (Behavior, bool) { return test.behavior, true })
			url, transport := overHTTP2(t, server)
			request, err := http.NewRequest(http.MethodPost, url+"/a.B/C", strings.NewReader(string(make([]byte, grpcFrameHeader))))
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Content-Type", "application/grpc")
			request.Header.Set(RequestHeader, "id")
			response, err := transport.RoundTrip(request)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			if _, err := io.Copy(io.Discard, response.Body); err != nil {
				t.Fatal(err)
			}
			if got := response.Header.Get("Grpc-Status"); got != test.header {
				t.Errorf("header: want %q, got %q", test.header, got)
			}
			if got := response.Trailer.Get("Grpc-Status"); got != test.trailer {
				t.Errorf("trailer: want %q, got %q", test.trailer, got)
			}
		})
	}
}
