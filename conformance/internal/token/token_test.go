package token

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/echo"
)

const issuer = "https://issuer.example.com"

func parse(t *testing.T, described cases.Token) *jwt.JSONWebToken {
	t.Helper()
	text, err := Sign(described, time.Unix(1_000, 0))
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := jwt.ParseSigned(text, []jose.SignatureAlgorithm{algorithm})
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func TestSign(t *testing.T) {
	described := cases.Token{Issuer: issuer, Subject: "a", Audiences: []string{"models"}, Claims: map[string]any{"tier": "gold"}, Expires: echo.Duration(-time.Minute)}
	claims := map[string]any{}
	if err := parse(t, described).Claims(KeySet(issuer), &claims); err != nil {
		t.Fatal(err)
	}
	want := `{"aud":"models","exp":940,"iss":"https://issuer.example.com","sub":"a","tier":"gold"}`
	if got, _ := json.Marshal(claims); string(got) != want {
		t.Errorf("want %s, got %s", want, got)
	}
}

func TestSignByAnother(t *testing.T) {
	forged := parse(t, cases.Token{Issuer: issuer, Signer: "https://other.example.com"})
	if err := forged.Claims(KeySet(issuer), &map[string]any{}); err == nil {
		t.Error("the key of another issuer verifies")
	}
}

// TestKeySet pins the keys: manifests hold them.
func TestKeySet(t *testing.T) {
	want := `{"keys":[{"use":"sig","kty":"OKP","kid":"https://issuer.example.com","crv":"Ed25519","alg":"EdDSA","x":"evNIYRxZ7-cPRaemkcbNI2-U6oKZVPK5XJVU7CRGQe0"}]}`
	if got, _ := json.Marshal(KeySet(issuer)); string(got) != want {
		t.Errorf("want %s\ngot  %s", want, got)
	}
}
