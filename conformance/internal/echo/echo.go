// Package echo plays the applications of a box: it answers on every address it is given and remembers what it received.
package echo

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Headers by which a caller of the box and its backends recognize a request. They exist only between the two.
const (
	RequestHeader = "X-Box-Request" // set by the caller
	ReceiptHeader = "X-Box-Receipt" // set by the backend that answers
)

// Backend is an application in a pod.
type Backend struct {
	Namespace string `json:"namespace"`
	Name      string `json:"name"` // the workload
	Pod       string `json:"pod"`
	Port      int    `json:"port"`
}

// Receipt is what a backend received.
type Receipt struct {
	ID       int         `json:"id"`
	Backend  Backend     `json:"backend"`
	Protocol string      `json:"protocol"`
	Method   string      `json:"method"`
	Host     string      `json:"host"`
	Path     string      `json:"path"`
	Headers  http.Header `json:"headers"`
	Model    string      `json:"model,omitempty"` // that the body asks for
	At       time.Time   `json:"at"`
	// Check is set where the backend is asked about a request instead of receiving it.
	Check bool `json:"check,omitempty"`
	// Tunnel is whose certificate opened the tunnel that carried the request, as a SPIFFE name.
	Tunnel string `json:"tunnel,omitempty"`
}

// Behavior is how a backend treats one request.
type Behavior struct {
	Delay  Duration `json:"delay,omitempty"`  // before the response headers
	Status int      `json:"status,omitempty"` // instead of 200
	Model  string   `json:"model,omitempty"`  // only where the body asks for this one; empty: whatever it asks for
	Times  int      `json:"times,omitempty"`  // only the first so many tries; 0: all of them
	// Replicas bounds how many pods of the workload behave so; 0: all of them. Whoever makes the plan chooses them.
	Replicas int     `json:"replicas,omitempty"`
	Reset    bool    `json:"reset,omitempty"`  // close the connection without an answer
	Refuse   bool    `json:"refuse,omitempty"` // say that the request was not worked on, which HTTP/2 can
	Stream   *Stream `json:"stream,omitempty"` // answer with server-sent events
	// Capacity is how many requests a pod works on at once; 0: any number. The others wait.
	Capacity int   `json:"capacity,omitempty"`
	Metrics  *Load `json:"metrics,omitempty"` // say so from this request on
	Down     Down  `json:"down,omitempty"`    // accept no connection while the request is under way
}

// Down is how a backend has failed as a whole.
type Down string

// The ways to be down.
const (
	Crashed Down = "crashed" // nobody has noticed: it still counts as ready
	Unready Down = "unready" // it is no longer among the endpoints of any Service
)

// Stream is a response of server-sent events.
type Stream struct {
	Chunks int      `json:"chunks"`
	Every  Duration `json:"every"`
}

// Server holds all backends of a box and their memory.
type Server struct {
	mu       sync.Mutex
	next     int
	receipts map[string][]Receipt
	plans    map[string]Plan
	loads    *loads
	speeches *speeches
}

// Plan returns the behavior of a backend for one request.
type Plan func(Backend) (Behavior, bool)

// NewServer returns a server without backends.
func NewServer() *Server {
	return &Server{receipts: map[string][]Receipt{}, plans: map[string]Plan{}, loads: newLoads(), speeches: &speeches{only: map[string]map[string]Speech{}}}
}

// Expect prepares the backends for a request.
func (s *Server) Expect(request string, plan Plan) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.plans[request] = plan
}

// Collect returns what the backends received of a request and forgets it.
func (s *Server) Collect(request string) []Receipt {
	s.mu.Lock()
	defer s.mu.Unlock()
	receipts := s.receipts[request]
	delete(s.receipts, request)
	delete(s.plans, request)
	return receipts
}

// Peek returns what the backends have received of a request so far.
func (s *Server) Peek(request string) []Receipt {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Receipt(nil), s.receipts[request]...)
}

// Serve answers on the listener as the backend until the listener is closed. It speaks HTTP/1.1 and HTTP/2 without TLS,
// unless the backend is confined to one of them.
func (s *Server) Serve(listener net.Listener, backend Backend) *http.Server {
	protocols := &http.Protocols{}
	protocols.SetHTTP1(true)
	protocols.SetUnencryptedHTTP2(true)
	server := &http.Server{
		Protocols: protocols,
		ErrorLog:  log.New(io.Discard, "", 0), // who breaks off, or speaks TLS badly, is a case's matter
		Handler:   http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.answer(w, r, backend) }),
		ConnContext: func(ctx context.Context, connection net.Conn) context.Context {
			refusing := connection.(*selective).refusing // of the listener below
			return context.WithValue(context.WithValue(ctx, tunnelKey{}, tunnelOf(refusing.Conn)), refusingKey{}, refusing)
		},
	}
	selective := selectiveListener{listener, func() Speech { return s.speeches.of(backend) }}
	announced := &announcing{Listener: selective, accepting: make(chan struct{})}
	go func() { _ = server.Serve(announced) }() // ends when the pod closes it
	<-announced.accepting                       // before that, closing the server would leave the listener open for a while
	return server
}

// announcing says when somebody accepts connections for the first time.
type announcing struct {
	net.Listener
	once      sync.Once
	accepting chan struct{}
}

// Accept waits for a connection.
func (a *announcing) Accept() (net.Conn, error) {
	a.once.Do(func() { close(a.accepting) })
	return a.Listener.Accept()
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request, backend Backend) {
	if isGRPCCheck(r) {
		s.answerCheck(w, r, backend)
		return
	}
	asked := read(r)
	receipt, behavior := s.record(r, backend, asked)
	w.Header().Set(ReceiptHeader, strconv.Itoa(receipt.ID))
	if isMetrics(r) && behavior == (Behavior{}) {
		s.loads.respond(w, backend)
		return
	}
	defer s.loads.work(r.Context(), backend, behavior.Capacity)()
	respond(w, r, receipt, behavior, asked)
}

// record remembers the request and returns what its plan wants of this try.
func (s *Server) record(r *http.Request, backend Backend, asked question) (Receipt, Behavior) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next++
	request := r.Header.Get(RequestHeader)
	receipt := Receipt{
		ID: s.next, Backend: backend, Protocol: r.Proto, Method: r.Method, Host: r.Host, Path: r.URL.RequestURI(),
		Headers: r.Header.Clone(), Model: asked.Model, At: time.Now(), Check: isCheck(r), Tunnel: tunnelled(r),
	}
	if request == "" {
		return receipt, Behavior{}
	}
	tries := countAt(s.receipts[request], backend)
	s.receipts[request] = append(s.receipts[request], receipt)
	plan := s.plans[request]
	if plan == nil {
		return receipt, Behavior{}
	}
	behavior, ok := plan(backend)
	if !ok || behavior.Times > 0 && tries >= behavior.Times || behavior.Model != "" && behavior.Model != asked.Model {
		return receipt, Behavior{}
	}
	return receipt, behavior
}

// countAt counts the earlier tries at a workload: a retry may reach another of its pods.
func countAt(receipts []Receipt, backend Backend) int {
	count := 0
	for _, receipt := range receipts {
		if receipt.Backend.Namespace == backend.Namespace && receipt.Backend.Name == backend.Name {
			count++
		}
	}
	return count
}

// Is reports whether the name, as name or namespace/name, means this backend.
func (b Backend) Is(name string) bool {
	return name == b.Name || name == b.Namespace+"/"+b.Name
}
