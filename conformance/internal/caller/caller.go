// Package caller sends the requests of cases and observes what comes back.
package caller

import (
	"bufio"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/echo"
	"cdk8s-ml-mesh/conformance/internal/token"
)

// Dial opens a connection to wherever the request enters the mesh.
type Dial func(ctx context.Context) (net.Conn, error)

// Observed is what became of one request.
type Observed struct {
	Method   string         `json:"method"`
	URL      string         `json:"url"`
	Status   int            `json:"status,omitempty"`
	GRPC     *int           `json:"grpc,omitempty"`
	Headers  http.Header    `json:"headers,omitempty"`
	Answered *echo.Receipt  `json:"answered,omitempty"` // what the backend that answered had received
	Receipts []echo.Receipt `json:"receipts,omitempty"` // everything that any backend received
	Checks   []echo.Receipt `json:"checks,omitempty"`   // what authorization servers were asked
	Chunks   int            `json:"chunks,omitempty"`
	Seconds  float64        `json:"seconds"`
	// Overtaken is how many requests that were sent before it, in the background, had no answer yet when its own came.
	Overtaken int `json:"overtaken,omitempty"`

	Broken  string `json:"broken,omitempty"`  // why there is no complete response
	Reset   bool   `json:"reset,omitempty"`   // the other side broke the connection off
	Refused bool   `json:"refused,omitempty"` // the other end of a tunnel did not carry the connection

	id string
}

// Works reports whether a complete answer came that is no error.
func (o Observed) Works() bool {
	return o.Broken == "" && o.Status > 0 && o.Status < http.StatusBadRequest && (o.GRPC == nil || *o.GRPC == 0)
}

// Caller sends requests over connections of one kind.
type Caller struct {
	echo      *echo.Server
	replica   Replica
	transport *http.Transport
	// Limit bounds a request whose time nobody limits.
	Limit time.Duration
}

// Replica numbers the pods of each workload.
type Replica func(echo.Backend) int

// limit is that of a new caller.
const limit = 60 * time.Second

// New returns a caller that enters the mesh by dial.
func New(server *echo.Server, replica Replica, dial Dial, protocol cases.Protocol) *Caller {
	protocols := &http.Protocols{}
	protocols.SetHTTP1(protocol == cases.HTTP1 || protocol == "")
	protocols.SetUnencryptedHTTP2(protocol == cases.HTTP2 || protocol == cases.GRPC)
	protocols.SetHTTP2(protocol == cases.HTTP2 || protocol == cases.GRPC)
	return &Caller{echo: server, replica: replica, Limit: limit, transport: &http.Transport{
		Protocols:           protocols,
		DialContext:         func(ctx context.Context, _, _ string) (net.Conn, error) { return dial(ctx) },
		TLSClientConfig:     &tls.Config{InsecureSkipVerify: true}, // which certificate is served is not what cases ask
		MaxIdleConnsPerHost: 64,
		DisableCompression:  true,
	}}
}

// Close ends the connections.
func (c *Caller) Close() { c.transport.CloseIdleConnections() }

// Send sends one request and waits for its end. What backends receive is collected afterwards.
func (c *Caller) Send(ctx context.Context, method, url string, request cases.Request) Observed {
	observed := Observed{Method: method, URL: url, id: rand.Text()}
	c.echo.Expect(observed.id, c.plan(request.Backends))
	ctx, cancel := context.WithTimeout(ctx, c.Limit+time.Duration(request.Pace()))
	defer cancel()
	started := time.Now()
	if err := c.roundTrip(ctx, request, &observed); err != nil {
		observed.Broken, observed.Reset, observed.Refused = reason(err), isReset(err), isRefused(err)
	}
	observed.Seconds = time.Since(started).Seconds()
	return observed
}

// Collect adds what the backends received of the requests.
func (c *Caller) Collect(ctx context.Context, request cases.Request, sent []Observed) {
	c.awaitCopies(ctx, request.Expect, sent)
	for i := range sent {
		for _, receipt := range c.echo.Collect(sent[i].id) {
			if receipt.Check {
				sent[i].Checks = append(sent[i].Checks, receipt)
			} else {
				sent[i].Receipts = append(sent[i].Receipts, receipt)
			}
		}
		sent[i].Answered = answered(sent[i].Headers, sent[i].Receipts)
	}
}

func (c *Caller) roundTrip(ctx context.Context, request cases.Request, observed *Observed) error {
	outgoing, err := http.NewRequestWithContext(ctx, observed.Method, observed.URL, body(request))
	if err != nil {
		return err
	}
	if request.Send.Protocol == cases.GRPC {
		outgoing.Header.Set("Content-Type", "application/grpc")
		outgoing.Header.Set("Te", "trailers")
	}
	for _, header := range request.Send.Headers {
		if strings.EqualFold(header[0], "host") {
			outgoing.Host = header[1]
			continue
		}
		outgoing.Header.Add(header[0], header[1])
	}
	if request.Send.Token != nil {
		bearer, err := token.Sign(*request.Send.Token, time.Now())
		if err != nil {
			return err
		}
		outgoing.Header.Set("Authorization", "Bearer "+bearer)
	}
	outgoing.Header.Set(echo.RequestHeader, observed.id)
	response, err := c.transport.RoundTrip(outgoing)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	observed.Status, observed.Headers = response.StatusCode, response.Header
	observed.Chunks, err = read(response)
	observed.GRPC = grpcStatus(response)
	return err
}

func body(request cases.Request) io.Reader {
	if request.Send.Protocol == cases.GRPC {
		frame := binary.BigEndian.AppendUint32([]byte{0}, uint32(len(request.Send.Body))) // not compressed
		return strings.NewReader(string(frame) + request.Send.Body)
	}
	return strings.NewReader(request.Send.Body)
}

// read reads the body to its end and counts the server-sent events in it.
func read(response *http.Response) (int, error) {
	if !strings.HasPrefix(response.Header.Get("Content-Type"), "text/event-stream") {
		_, err := io.Copy(io.Discard, response.Body)
		return 0, err
	}
	events := 0
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok && data != echo.StreamEnd {
			events++
		}
	}
	return events, lines.Err()
}

func grpcStatus(response *http.Response) *int {
	text := cmp.Or(response.Trailer.Get("Grpc-Status"), response.Header.Get("Grpc-Status"))
	status, err := strconv.Atoi(text)
	if err != nil {
		return nil
	}
	return &status
}

// answered finds the receipt that the response names.
func answered(headers http.Header, receipts []echo.Receipt) *echo.Receipt {
	id, err := strconv.Atoi(headers.Get(echo.ReceiptHeader))
	if err != nil {
		return nil
	}
	for i := range receipts {
		if receipts[i].ID == id {
			return &receipts[i]
		}
	}
	return nil
}

// plan finds the behavior of a backend by its name or by namespace/name.
func (c *Caller) plan(behaviors map[string]echo.Behavior) echo.Plan {
	return func(backend echo.Backend) (echo.Behavior, bool) {
		behavior, ok := behaviors[backend.Namespace+"/"+backend.Name]
		if !ok {
			behavior, ok = behaviors[backend.Name]
		}
		return behavior, ok && (behavior.Replicas == 0 || c.replica(backend) < behavior.Replicas)
	}
}

func reason(err error) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return "no end in time"
	}
	return err.Error()
}
