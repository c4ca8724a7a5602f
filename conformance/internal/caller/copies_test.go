package caller

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/echo"
)

// TestAwaitCopies runs on the clock of a bubble: nobody really waits, and copies come to the millisecond.
func TestAwaitCopies(t *testing.T) {
	type arrival struct {
		after   time.Duration // a little before the poll that sees it
		request string
		backend string
	}
	shadow := &cases.Mirrors{Names: []string{"shadow"}}
	answering := &cases.Mirrors{Names: []string{"answering"}}
	both := &cases.Mirrors{Names: []string{"shadow", "serving/audit"}}
	const late, later = 798 * time.Millisecond, 1498 * time.Millisecond
	tests := []struct {
		name     string
		expect   cases.Expect
		arrivals []arrival
		want     time.Duration
	}{
		{"nothing is expected", cases.Expect{}, nil, 0},
		{"a copy of each is there", cases.Expect{Mirrors: shadow}, []arrival{{0, "a", "shadow"}, {0, "b", "shadow"}}, 0},
		{"a copy is late", cases.Expect{Mirrors: shadow}, []arrival{{0, "a", "shadow"}, {late, "b", "shadow"}}, 800 * time.Millisecond},
		{"the second of two copies is late", cases.Expect{Mirrors: both}, []arrival{
			{0, "a", "shadow"}, {0, "a", "audit"}, {0, "b", "shadow"}, {late, "b", "audit"},
		}, 800 * time.Millisecond},
		{"the one that answers gets a copy too", cases.Expect{Mirrors: answering}, []arrival{
			{0, "a", "answering"}, {0, "b", "answering"}, {0, "a", "answering"}, {late, "b", "answering"},
		}, 800 * time.Millisecond},
		{"the copy to the one that answers comes first", cases.Expect{Mirrors: answering}, []arrival{
			{0, "b", "answering"}, {0, "a", "answering"}, {0, "a", "answering"}, {late, "b", "answering"},
		}, 800 * time.Millisecond},
		{"a copy never comes", cases.Expect{Mirrors: shadow}, []arrival{{0, "a", "shadow"}}, copyLimit},
		{"somebody else gets one", cases.Expect{Mirrors: shadow}, []arrival{{0, "a", "shadow"}, {0, "b", "model"}}, copyLimit},
		{"no copies are expected, and one may come", cases.Expect{Mirrors: &cases.Mirrors{}}, nil, mirrorLimit},
		{"a share is copied", cases.Expect{Mirrors: &cases.Mirrors{Shares: map[string]float64{"shadow": 0.5}}},
			[]arrival{{0, "a", "shadow"}, {0, "b", "shadow"}}, mirrorLimit},
		{"all are counted and there", cases.Expect{Received: map[string]int{"model": 2, "shadow": 1}},
			[]arrival{{0, "a", "model"}, {0, "b", "model"}, {0, "b", "shadow"}}, 0},
		{"the last one that is counted is late", cases.Expect{Received: map[string]int{"model": 1, "serving/shadow": 2}},
			[]arrival{{0, "a", "model"}, {late, "a", "shadow"}, {later, "b", "shadow"}}, 1500 * time.Millisecond},
		{"one that is counted never comes", cases.Expect{Received: map[string]int{"shadow": 2}}, []arrival{{0, "a", "shadow"}}, copyLimit},
		{"none is counted", cases.Expect{Received: map[string]int{"shadow": 0}}, nil, 0},
		{"copies go before counts", cases.Expect{Mirrors: shadow, Received: map[string]int{"shadow": 3}},
			[]arrival{{0, "a", "shadow"}, {0, "b", "shadow"}}, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := echo.NewServer()
				answers := map[string]http.Header{}
				for _, each := range test.arrivals {
					if each.after > 0 {
						time.AfterFunc(each.after, func() { arrive(server, each.backend, each.request) })
					} else if answer := arrive(server, each.backend, each.request); each.backend == "answering" {
						answers[each.request] = answer
					}
				}
				started := time.Now()
				New(server, nil, nil, "").Collect(context.Background(), cases.Request{Expect: test.expect},
					[]Observed{{id: "a", Headers: answers["a"]}, {id: "b", Headers: answers["b"]}})
				if got := time.Since(started); got != test.want {
					t.Errorf("waited %v, want %v", got, test.want)
				}
			})
		})
	}
}

func TestAwaitCopiesEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		started := time.Now()
		New(echo.NewServer(), nil, nil, "").awaitCopies(ctx, cases.Expect{Received: map[string]int{"shadow": 1}}, []Observed{{id: "a"}})
		if got := time.Since(started); got != time.Second {
			t.Errorf("waited %v, want a second", got)
		}
	})
}

// arrive lets a backend receive a request, without a network in between, and returns the headers of its answer.
func arrive(server *echo.Server, backend, request string) http.Header {
	r := httptest.NewRequest(http.MethodGet, "http://"+backend+"/", nil)
	r.Header.Set(echo.RequestHeader, request)
	backendServer := server.Serve(closedListener{}, echo.Backend{Namespace: "serving", Name: backend})
	recorder := httptest.NewRecorder()
	backendServer.Handler.ServeHTTP(recorder, r)
	return recorder.Header()
}

// closedListener is one that nobody can connect to.
type closedListener struct{}

func (closedListener) Accept() (net.Conn, error) { return nil, net.ErrClosed }
func (closedListener) Close() error              { return nil }
func (closedListener) Addr() net.Addr            { return nil }
