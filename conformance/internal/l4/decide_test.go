package l4

import (
	"net/netip"
	"testing"

	"google.golang.org/protobuf/types/known/emptypb"
	"istio.io/istio/pkg/workloadapi"
	"istio.io/istio/pkg/workloadapi/security"
)

var (
	frontend = &Identity{TrustDomain: "cluster.local", Namespace: "frontend", Account: "web"}
	model    = &workloadapi.Workload{Namespace: "serving", AuthorizationPolicies: []string{"serving/model"}}
)

func from(caller *Identity, port uint16) Connection {
	return Connection{
		Source:      netip.MustParseAddrPort("10.244.1.7:40000"),
		Destination: netip.AddrPortFrom(netip.MustParseAddr("10.244.1.9"), port),
		Caller:      caller,
	}
}

// rule is a rule whose clauses have one match each.
func rule(matches ...*security.Match) *security.Group {
	group := &security.Group{}
	for _, match := range matches {
		group.Rules = append(group.Rules, &security.Rules{Matches: []*security.Match{match}})
	}
	return group
}

func policy(action security.Action, groups ...*security.Group) *security.Authorization {
	return &security.Authorization{
		Name: "model", Namespace: "serving", Scope: security.Scope_WORKLOAD_SELECTOR, Action: action, Groups: groups,
	}
}

func with(change func(*security.Authorization), policy *security.Authorization) *security.Authorization {
	change(policy)
	return policy
}

func exact(text string) []*security.StringMatch {
	return []*security.StringMatch{{MatchType: &security.StringMatch_Exact{Exact: text}}}
}

func accounts(namespace, name string) []*security.ServiceAccountMatch {
	return []*security.ServiceAccountMatch{{Namespace: namespace, ServiceAccount: name}}
}

var present = []*security.StringMatch{{MatchType: &security.StringMatch_Presence{Presence: &emptypb.Empty{}}}}

func TestDecide(t *testing.T) {
	allow, deny := security.Action_ALLOW, security.Action_DENY
	web := &security.Match{ServiceAccounts: accounts("frontend", "web")}
	strict := &security.Match{NotPrincipals: present}
	tests := []struct {
		name       string
		policies   []*security.Authorization
		connection Connection
		want       Decision
	}{
		{"nothing applies", nil, from(nil, 80), Decision{true, NoAllowPolicy}},
		{"the allowed account", []*security.Authorization{policy(allow, rule(web))}, from(frontend, 80), Decision{true, "serving/model"}},
		{"another account", []*security.Authorization{policy(allow, rule(web))}, from(&Identity{"cluster.local", "frontend", "other"}, 80), Decision{false, NoneAllows}},
		{"the account of another namespace", []*security.Authorization{policy(allow, rule(web))}, from(&Identity{"cluster.local", "other", "web"}, 80), Decision{false, NoneAllows}},
		{"an account does not name its trust domain", []*security.Authorization{policy(allow, rule(web))}, from(&Identity{"other.domain", "frontend", "web"}, 80), Decision{true, "serving/model"}},
		{"a principal names its trust domain", []*security.Authorization{policy(allow, rule(&security.Match{Principals: exact("cluster.local/ns/frontend/sa/web")}))}, from(&Identity{"other.domain", "frontend", "web"}, 80), Decision{false, NoneAllows}},
		{"nobody is no account", []*security.Authorization{policy(allow, rule(web))}, from(nil, 80), Decision{false, NoneAllows}},
		{"a negation holds for nobody", []*security.Authorization{policy(allow, rule(&security.Match{NotServiceAccounts: accounts("frontend", "web")}))}, from(nil, 80), Decision{true, "serving/model"}},
		{"a namespace", []*security.Authorization{policy(allow, rule(&security.Match{Namespaces: exact("frontend")}))}, from(frontend, 80), Decision{true, "serving/model"}},
		{"no rules match nobody", []*security.Authorization{policy(allow)}, from(frontend, 80), Decision{false, NoneAllows}},
		{"a rule without clauses matches everybody", []*security.Authorization{policy(allow, rule())}, from(nil, 80), Decision{true, "serving/model"}},
		{"a match that names nothing matches nothing", []*security.Authorization{policy(allow, rule(&security.Match{}))}, from(frontend, 80), Decision{false, NoneAllows}},
		{"all clauses of a rule", []*security.Authorization{policy(allow, rule(web, &security.Match{DestinationPorts: []uint32{9090}}))}, from(frontend, 80), Decision{false, NoneAllows}},
		{"one rule is enough", []*security.Authorization{policy(allow, rule(&security.Match{DestinationPorts: []uint32{9090}}), rule(web))}, from(frontend, 80), Decision{true, "serving/model"}},
		{"an address", []*security.Authorization{policy(allow, rule(&security.Match{SourceIps: []*security.Address{{Address: []byte{10, 244, 0, 0}, Length: 16}}}))}, from(nil, 80), Decision{true, "serving/model"}},
		{"STRICT refuses plaintext", []*security.Authorization{policy(deny, rule(strict))}, from(nil, 80), Decision{false, "serving/model"}},
		{"STRICT admits a certificate", []*security.Authorization{policy(deny, rule(strict))}, from(frontend, 80), Decision{true, NoAllowPolicy}},
		{"STRICT except for a port", []*security.Authorization{policy(deny, rule(strict, &security.Match{NotDestinationPorts: []uint32{9090}}))}, from(nil, 9090), Decision{true, NoAllowPolicy}},
		{"DENY wins", []*security.Authorization{policy(allow, rule()), with(func(p *security.Authorization) { p.Scope = security.Scope_GLOBAL; p.Name = "all" }, policy(deny, rule()))}, from(frontend, 80), Decision{false, "serving/all"}},
		{"the namespace's own", []*security.Authorization{with(func(p *security.Authorization) { p.Scope = security.Scope_NAMESPACE }, policy(allow))}, from(frontend, 80), Decision{false, NoneAllows}},
		{"another namespace's", []*security.Authorization{with(func(p *security.Authorization) { p.Scope = security.Scope_NAMESPACE; p.Namespace = "other" }, policy(allow))}, from(frontend, 80), Decision{true, NoAllowPolicy}},
		{"a selector that does not mean the workload", []*security.Authorization{with(func(p *security.Authorization) { p.Name = "other" }, policy(allow))}, from(frontend, 80), Decision{true, NoAllowPolicy}},
		{"on trial", []*security.Authorization{with(func(p *security.Authorization) { p.DryRun = true }, policy(allow))}, from(frontend, 80), Decision{true, NoAllowPolicy}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Decide(model, test.policies, test.connection); got != test.want {
				t.Errorf("want %+v, got %+v", test.want, got)
			}
		})
	}
}

func TestDecideUnknown(t *testing.T) {
	if got := Decide(nil, nil, from(frontend, 80)); got.Allowed {
		t.Errorf("nobody has the address, and it is admitted: %+v", got)
	}
}

func TestStringMatch(t *testing.T) {
	tests := []struct {
		pattern *security.StringMatch
		text    string
		want    bool
	}{
		{&security.StringMatch{MatchType: &security.StringMatch_Prefix{Prefix: "ml-"}}, "ml-serving", true},
		{&security.StringMatch{MatchType: &security.StringMatch_Prefix{Prefix: "ml-"}}, "serving-ml-", false},
		{&security.StringMatch{MatchType: &security.StringMatch_Suffix{Suffix: "-sa"}}, "web-sa", true},
		{&security.StringMatch{MatchType: &security.StringMatch_Suffix{Suffix: "-sa"}}, "-sa-web", false},
		{&security.StringMatch{MatchType: &security.StringMatch_Presence{}}, "", false},
		{&security.StringMatch{}, "", false},
	}
	for _, test := range tests {
		if got := matches(test.pattern, test.text); got != test.want {
			t.Errorf("%v and %q: want %v", test.pattern, test.text, test.want)
		}
	}
}
