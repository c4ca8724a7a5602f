package judge

import (
	"slices"
	"testing"

	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/echo"
)

func TestAuthorizers(t *testing.T) {
	asked := []echo.Receipt{receipt(1, "authz")}
	tests := []struct {
		name   string
		want   []string
		checks []echo.Receipt
		wrong  []string
	}{
		{"asked", []string{"authz"}, asked, nil},
		{"asked by its full name", []string{"serving/authz"}, asked, nil},
		{"nobody", []string{}, nil, nil},
		{"not asked", []string{"authz"}, nil, []string{"authorizer authz was not asked"}},
		{"asked for nothing", []string{}, asked, []string{"authorizer authz was asked"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := authorizers(test.want, test.checks); !slices.Equal(got, test.wrong) {
				t.Errorf("want %v, got %v", test.wrong, got)
			}
		})
	}
}

func TestDryRun(t *testing.T) {
	before := Trial{Allowed: 3, Refused: 5}
	tests := []struct {
		name  string
		want  cases.DryRun
		after Trial
		right bool
	}{
		{"refused", cases.TrialRefuses, Trial{3, 6}, true},
		{"allowed", cases.TrialAllows, Trial{4, 5}, true},
		{"allowed instead", cases.TrialRefuses, Trial{4, 5}, false},
		{"refused instead", cases.TrialAllows, Trial{3, 6}, false},
		{"nobody looked", cases.TrialRefuses, before, false},
		{"nobody looked at what is allowed", cases.TrialAllows, before, false},
	}
	for _, test := range tests {
		if got := DryRun(test.want, before, test.after); (len(got) == 0) != test.right {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}

func TestCaller(t *testing.T) {
	inTunnel, bySidecar, plain := receipt(1, "a"), receipt(2, "a"), receipt(3, "a")
	inTunnel.Tunnel = "spiffe://cluster.local/ns/frontend/sa/web"
	bySidecar.Headers = map[string][]string{"X-Forwarded-Client-Cert": {"URI=spiffe://cluster.local/ns/old/sa/old,By=spiffe://a;Hash=1;URI=spiffe://cluster.local/ns/frontend/sa/web"}}
	for want, received := range map[string]echo.Receipt{"none": plain, "frontend/web": inTunnel} {
		if wrong := upstream(&cases.Upstream{Caller: want}, &received); len(wrong) > 0 {
			t.Errorf("want %s: %v", want, wrong)
		}
	}
	if wrong := upstream(&cases.Upstream{Caller: "frontend/web"}, &bySidecar); len(wrong) > 0 {
		t.Error(wrong)
	}
	if wrong := upstream(&cases.Upstream{Caller: "frontend/other"}, &inTunnel); len(wrong) == 0 {
		t.Error("another caller is not complained of")
	}
}
