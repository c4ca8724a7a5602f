package echo

import (
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"net/url"

	authorization "github.com/envoyproxy/go-control-plane/envoy/service/auth/v3"
	envoytype "github.com/envoyproxy/go-control-plane/envoy/type/v3"
	"google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
)

// CheckHeader marks what an external authorization provider of a profile asks over HTTP, since a check looks like the request
// that it is about. Over gRPC the path says it.
const CheckHeader = "X-Box-Check"

const checkPath = "/envoy.service.auth.v3.Authorization/Check"

func isGRPCCheck(r *http.Request) bool { return isGRPC(r) && r.URL.Path == checkPath }

func isCheck(r *http.Request) bool { return r.Header.Get(CheckHeader) != "" }

// answerCheck is an external authorization server: it lets pass unless the plan gives it another status than 200.
func (s *Server) answerCheck(w http.ResponseWriter, r *http.Request, backend Backend) {
	check := &authorization.CheckRequest{}
	if err := readMessage(r.Body, check); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	_, behavior := s.record(about(r, check), backend, question{})
	if !pause(r, behavior.Delay) {
		return
	}
	writeMessage(w, verdictOf(behavior))
}

// about is the request that the check is about.
func about(r *http.Request, check *authorization.CheckRequest) *http.Request {
	asked := check.GetAttributes().GetRequest().GetHttp()
	request := (&http.Request{
		Method: asked.GetMethod(), Host: asked.GetHost(), Proto: asked.GetProtocol(), Header: http.Header{CheckHeader: {"grpc"}},
		URL: &url.URL{Opaque: asked.GetPath()},
	}).WithContext(r.Context())
	for name, value := range asked.GetHeaders() {
		request.Header.Set(name, value)
	}
	return request
}

func verdictOf(behavior Behavior) *authorization.CheckResponse {
	if behavior.Status == 0 || behavior.Status == http.StatusOK {
		return &authorization.CheckResponse{Status: &status.Status{Code: int32(codes.OK)}}
	}
	return &authorization.CheckResponse{
		Status: &status.Status{Code: int32(codes.PermissionDenied)},
		HttpResponse: &authorization.CheckResponse_DeniedResponse{DeniedResponse: &authorization.DeniedHttpResponse{
			Status: &envoytype.HttpStatus{Code: envoytype.StatusCode(behavior.Status)},
		}},
	}
}

// readMessage reads the one message of a unary call, uncompressed as Envoy sends it.
func readMessage(body io.Reader, message proto.Message) error {
	content, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	if len(content) < grpcFrameHeader {
		return fmt.Errorf("%d bytes are no message", len(content))
	}
	return proto.Unmarshal(content[grpcFrameHeader:], message)
}

func writeMessage(w http.ResponseWriter, message proto.Message) {
	content, err := proto.Marshal(message)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	frame := make([]byte, grpcFrameHeader, grpcFrameHeader+len(content))
	binary.BigEndian.PutUint32(frame[1:], uint32(len(content)))
	w.Header().Set("Content-Type", "application/grpc")
	w.Header().Set("Trailer", "Grpc-Status")
	_, _ = w.Write(append(frame, content...))
	w.Header().Set("Grpc-Status", "0")
}
