package issuer

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"cdk8s-ml-mesh/conformance/internal/token"
)

func TestHandler(t *testing.T) {
	keySet, err := json.Marshal(token.KeySet("http://identity.example.com/team"))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		path   string
		status int
		want   string
	}{
		{"/team/jwks", http.StatusOK, string(keySet)},
		{"/team/.well-known/openid-configuration", http.StatusOK, `{"issuer":"http://identity.example.com/team","jwks_uri":"http://identity.example.com/team/jwks"}`},
		{"/team", http.StatusNotFound, "404 page not found"},
	}
	for _, test := range tests {
		answer := httptest.NewRecorder()
		Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, test.path, nil))
		if got := answer.Body.String(); answer.Code != test.status || got != test.want+"\n" {
			t.Errorf("%s: want %d %s, got %d %s", test.path, test.status, test.want, answer.Code, got)
		}
	}
}
