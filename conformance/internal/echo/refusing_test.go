package echo

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

func TestRefuse(t *testing.T) {
	tests := []struct {
		name     string
		behavior Behavior
		want     string
	}{
		{"a refused stream", Behavior{Refuse: true, Times: 1}, "REFUSED_STREAM"},
		{"a broken one", Behavior{Reset: true, Times: 1}, "INTERNAL_ERROR"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			server := NewServer()
			url, transport := overHTTP2(t, server)
			send := func(id string) error {
				server.Expect(id, func(Backend) (Behavior, bool) { return test.behavior, true })
				// A body that cannot be read again, so that Go itself does not send the request once more.
				request, err := http.NewRequest(http.MethodPost, url, io.NopCloser(strings.NewReader("{}")))
				if err != nil {
					t.Fatal(err)
				}
				request.Header.Set(RequestHeader, id)
				response, err := transport.RoundTrip(request)
				if err == nil {
					_ = response.Body.Close()
				}
				return err
			}
			for _, id := range []string{"first", "second"} {
				if err := send(id); err == nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("%s: want %s, got %v", id, test.want, err)
				}
			}
			if got := len(server.Collect("first")); got != 1 {
				t.Errorf("want one receipt, got %d", got)
			}
		})
	}
}
