package cases

import "cdk8s-ml-mesh/conformance/internal/echo"

// Token describes a JSON Web Token by what it says.
type Token struct {
	Issuer    string         `json:"issuer"`
	Subject   string         `json:"subject,omitempty"`
	Audiences []string       `json:"audiences,omitempty"`
	Claims    map[string]any `json:"claims,omitempty"`
	Expires   echo.Duration  `json:"expires,omitempty"` // from now; 0: in an hour
	Signer    string         `json:"signer,omitempty"`  // unset: the issuer
}

// DryRun is what policies on trial would have done with a request.
type DryRun string

// What policies on trial say.
const (
	TrialAllows  DryRun = "allows"
	TrialRefuses DryRun = "refuses"
)
