package judge

import (
	"slices"

	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/echo"
)

// authorizers demands that exactly these servers were asked.
func authorizers(want []string, checks []echo.Receipt) []string {
	var wrong complaints
	for _, name := range want {
		wrong.unless(slices.ContainsFunc(checks, func(check echo.Receipt) bool { return check.Backend.Is(name) }), "authorizer %s was not asked", name)
	}
	for _, check := range checks {
		wrong.unless(slices.ContainsFunc(want, check.Backend.Is), "authorizer %s was asked", check.Backend.Name)
	}
	return wrong
}

// Trial is how often policies on trial let a request pass and refused one.
type Trial struct{ Allowed, Refused int }

// DryRun returns how the policies on trial decided otherwise than expected, by what they counted meanwhile.
func DryRun(want cases.DryRun, before, after Trial) []string {
	var wrong complaints
	allowed, refused := after.Allowed-before.Allowed, after.Refused-before.Refused
	switch want {
	case cases.TrialAllows:
		wrong.unless(allowed > 0 && refused == 0, "dry run: want it to allow, it allowed %d and refused %d", allowed, refused)
	case cases.TrialRefuses:
		wrong.unless(refused > 0 && allowed == 0, "dry run: want it to refuse, it allowed %d and refused %d", allowed, refused)
	}
	return wrong
}
