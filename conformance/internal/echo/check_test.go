package echo

import (
	"net"
	"testing"

	authorization "github.com/envoyproxy/go-control-plane/envoy/service/auth/v3"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// question asks about a request that a plan knows.
func asks(id string) *authorization.CheckRequest {
	return &authorization.CheckRequest{Attributes: &authorization.AttributeContext{Request: &authorization.AttributeContext_Request{
		Http: &authorization.AttributeContext_HttpRequest{
			Method: "GET", Path: "/v1/models/a?x=1", Host: "model", Headers: map[string]string{"x-box-request": id},
		},
	}}}
}

func TestCheck(t *testing.T) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := NewServer()
	running := server.Serve(listener, Backend{Namespace: "serving", Name: "authz"})
	defer running.Close()
	connection, err := grpc.NewClient("passthrough:///"+listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	client := authorization.NewAuthorizationClient(connection)

	tests := []struct {
		name     string
		behavior Behavior
		denied   int32 // the status; 0: it lets pass
	}{
		{"no plan for it", Behavior{}, 0},
		{"it lets pass", Behavior{Status: 200}, 0},
		{"it refuses", Behavior{Status: 429}, 429},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			server.Expect(test.name, func(Backend) (Behavior, bool) { return test.behavior, test.behavior != Behavior{} })
			answer, err := client.Check(t.Context(), asks(test.name))
			if err != nil {
				t.Fatal(err)
			}
			if got := int32(answer.GetDeniedResponse().GetStatus().GetCode()); got != test.denied || (answer.Status.Code == 0) != (test.denied == 0) {
				t.Errorf("want %d, got %d with code %d", test.denied, got, answer.Status.Code)
			}
			receipts := server.Collect(test.name)
			if len(receipts) != 1 || !receipts[0].Check || receipts[0].Path != "/v1/models/a?x=1" || receipts[0].Host != "model" {
				t.Errorf("receipts: %+v", receipts)
			}
		})
	}
}
