package token

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
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

var rule = regexp.MustCompile(`(?s)issuer: (\S+)\n(?:(?:    |      ).*\n)*?      jwks: '(.+?)'`)

// TestManifests reads what the manifests of the cases trust: a key that no token is signed with would make every token wrong.
func TestManifests(t *testing.T) {
	files, err := filepath.Glob("../../cases/*/*.manifests.yaml")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		rules := rule.FindAllStringSubmatch(string(content), -1)
		if len(rules) != strings.Count(string(content), "jwks: ") {
			t.Errorf("%s: a key set does not stand below its issuer", file)
		}
		for _, one := range rules {
			found++
			if want, _ := json.Marshal(KeySet(one[1])); one[2] != string(want) {
				t.Errorf("%s: the key set of %s is %s", file, one[1], want)
			}
		}
	}
	if found == 0 {
		t.Error("no manifests with key sets")
	}
}
