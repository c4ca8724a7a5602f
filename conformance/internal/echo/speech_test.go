package echo

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

const goAwayFrame = 7

func TestSpeech(t *testing.T) {
	tests := []struct {
		name  string
		only  Speech
		first string // that the client says
		want  func(answer string) bool
	}{
		{"either, HTTP/1.1", "", "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", begins("HTTP/1.1 200")},
		{"either, HTTP/2", "", string(clientPreface) + emptySettings, isSettings},
		{"HTTP/1.1, as it is spoken", OnlyHTTP1, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", begins("HTTP/1.1 200")},
		{"HTTP/1.1, of a method that begins like the preface", OnlyHTTP1, "PUT / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", begins("HTTP/1.1 200")},
		{"HTTP/1.1, and HTTP/2 is spoken", OnlyHTTP1, string(clientPreface) + emptySettings, begins("HTTP/1.1 400")},
		{"HTTP/2, as it is spoken", OnlyHTTP2, string(clientPreface) + emptySettings, isSettings},
		{"HTTP/2, and HTTP/1.1 is spoken", OnlyHTTP2, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", isSettings},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			server := NewServer()
			server.Confine("ml", map[string]Speech{"model": test.only})
			address := serveHere(t, server, Backend{Namespace: "ml", Name: "model"})
			beginning := make([]byte, len("HTTP/1.1 200"))
			if _, err := io.ReadFull(say(t, address, test.first), beginning); err != nil || !test.want(string(beginning)) {
				t.Errorf("got %q, %v", beginning, err)
			}
		})
	}
}

func TestSpeechIsOfOneWorkload(t *testing.T) {
	server := NewServer()
	server.Confine("ml", map[string]Speech{"model": OnlyHTTP2})
	for _, backend := range []Backend{{Namespace: "ml", Name: "other"}, {Namespace: "other", Name: "model"}} {
		response, err := http.Get("http://" + serveHere(t, server, backend))
		if err != nil {
			t.Fatalf("%v: %v", backend, err)
		}
		_ = response.Body.Close()
	}
	server.Confine("ml", nil)
	response, err := http.Get("http://" + serveHere(t, server, Backend{Namespace: "ml", Name: "model"}))
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
}

func TestTurnedAwayForProtocolError(t *testing.T) {
	server := NewServer()
	server.Confine("ml", map[string]Speech{"model": OnlyHTTP2})
	address := serveHere(t, server, Backend{Namespace: "ml", Name: "model"})
	got, err := io.ReadAll(say(t, address, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	if rest := strings.TrimPrefix(string(got), emptySettings); len(rest) != frameHeader+8 || rest[frameType] != goAwayFrame || !strings.HasSuffix(rest, protocolError) {
		t.Errorf("want a GOAWAY for a protocol error after the settings, got %q", got)
	}
}

func begins(text string) func(string) bool {
	return func(answer string) bool { return strings.HasPrefix(answer, text) }
}

// isSettings reports whether the answer begins with the preface of a server that speaks HTTP/2.
func isSettings(answer string) bool { return answer[frameType] == settings }

const settings = 4

func serveHere(t *testing.T, server *Server, backend Backend) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	running := server.Serve(listener, backend)
	t.Cleanup(func() { _ = running.Close() })
	return listener.Addr().String()
}

// say opens a connection and says something first.
func say(t *testing.T, address, first string) net.Conn {
	t.Helper()
	connection, err := net.Dial("tcp4", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	if _, err := fmt.Fprint(connection, first); err != nil {
		t.Fatal(err)
	}
	return connection
}
