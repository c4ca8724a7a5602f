// Package token makes the JSON Web Tokens that cases describe by their claims.
package token

import (
	"cmp"
	"crypto/ed25519"
	"crypto/sha256"
	"maps"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"cdk8s-ml-mesh/conformance/internal/cases"
)

// seed makes the key of an issuer. It is no secret: whoever trusts such a key trusts everybody who can read this.
const seed = "a key of the mesh in a box for "

const (
	algorithm = jose.EdDSA
	lifetime  = time.Hour
)

// key is the same for an issuer in every run, so that manifests can hold its public half.
func key(issuer string) ed25519.PrivateKey {
	hash := sha256.Sum256([]byte(seed + issuer))
	return ed25519.NewKeyFromSeed(hash[:])
}

// KeySet is what a manifest trusts of an issuer.
func KeySet(issuer string) jose.JSONWebKeySet {
	return jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key(issuer).Public(), KeyID: issuer, Algorithm: string(algorithm), Use: "sig"}}}
}

// Sign writes the token as it is at the given time.
func Sign(described cases.Token, now time.Time) (string, error) {
	signer, err := jose.NewSigner(
		jose.SigningKey{Algorithm: algorithm, Key: key(cmp.Or(described.Signer, described.Issuer))},
		(&jose.SignerOptions{}).WithType("JWT").WithHeader("kid", described.Issuer),
	)
	if err != nil {
		return "", err
	}
	claims := map[string]any{}
	maps.Copy(claims, described.Claims)
	standard := jwt.Claims{
		Issuer: described.Issuer, Subject: described.Subject, Audience: described.Audiences,
		Expiry: jwt.NewNumericDate(now.Add(cmp.Or(time.Duration(described.Expires), lifetime))),
	}
	return jwt.Signed(signer).Claims(claims).Claims(standard).Serialize()
}
