package conditions

import (
	"slices"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"

	"cdk8s-ml-mesh/conformance/internal/cases"
)

const (
	accepted = "{ type: Accepted, status: 'True', reason: Accepted, observedGeneration: 2 }"
	resolved = "{ type: ResolvedRefs, status: 'True', reason: ResolvedRefs, observedGeneration: 2 }"
	ready    = "{ type: Programmed, status: 'True', reason: Programmed, observedGeneration: 2 }"
)

func route(parents string) string {
	return "kind: HTTPRoute\nmetadata: { namespace: ns, name: route, generation: 2 }\nspec: { parentRefs: [{ name: gateway }] }\nstatus: { parents: [" + parents + "] }"
}

func gateway(conditions, listeners string) string {
	return "kind: Gateway\nmetadata: { namespace: ns, name: gateway, generation: 2 }\nspec: { listeners: [{ name: http }] }\n" +
		"status: { conditions: [" + conditions + "], listeners: [" + listeners + "] }"
}

func TestWrong(t *testing.T) {
	const (
		notPermitted = "{ type: ResolvedRefs, status: 'False', reason: RefNotPermitted, message: no grant, observedGeneration: 2 }"
		stale        = "{ type: Accepted, status: 'True', observedGeneration: 1 }"
		conflicted   = "{ type: Conflicted, status: 'False', observedGeneration: 1 }"
	)
	expectation := cases.Condition{Object: "HTTPRoute/ns/route", Type: "ResolvedRefs", Status: "False", Reason: "RefNotPermitted"}
	ofListener := cases.Condition{Object: "Gateway/ns/gateway", Listener: "http", Type: "Accepted", Status: "False"}
	tests := []struct {
		name, object string
		expected     []cases.Condition
		want         []string
	}{
		{"a good route", route("{ conditions: [" + accepted + ", " + resolved + "] }"), nil, nil},
		{"a route without a status", route(""), nil, []string{"HTTPRoute/ns/route: not every parent has a status"}},
		{"a parent without conditions", route("{ conditions: [] }"), nil, []string{"HTTPRoute/ns/route: no condition Accepted", "HTTPRoute/ns/route: no condition ResolvedRefs"}},
		{"a second parent that is not good", route("{ conditions: [" + accepted + ", " + resolved + "] }, { conditions: [" + accepted + ", " + notPermitted + "] }"), nil,
			[]string{"HTTPRoute/ns/route: ResolvedRefs is False, RefNotPermitted: no grant"}},
		{"an older generation", route("{ conditions: [" + stale + ", " + resolved + "] }"), nil, []string{"HTTPRoute/ns/route: Accepted is of an older generation"}},
		{"what is expected", route("{ conditions: [" + accepted + ", " + notPermitted + "] }"), []cases.Condition{expectation}, nil},
		{"what is expected of another object", route("{ conditions: [" + accepted + ", " + notPermitted + "] }"),
			[]cases.Condition{{Object: "HTTPRoute/ns/other", Type: "ResolvedRefs", Status: "False"}},
			[]string{"HTTPRoute/ns/route: ResolvedRefs is False, RefNotPermitted: no grant"}},
		{"what is expected and did not come", route("{ conditions: [" + accepted + ", " + resolved + "] }"), []cases.Condition{expectation},
			[]string{"HTTPRoute/ns/route: want ResolvedRefs False RefNotPermitted, it is True, ResolvedRefs: "}},
		{"another reason than expected", route("{ conditions: [" + accepted + ", { type: ResolvedRefs, status: 'False', reason: BackendNotFound, message: m, observedGeneration: 2 }] }"),
			[]cases.Condition{expectation}, []string{"HTTPRoute/ns/route: want ResolvedRefs False RefNotPermitted, it is False, BackendNotFound: m"}},

		{"a good gateway", gateway(accepted+", "+ready, "{ name: http, conditions: ["+accepted+", "+conflicted+"] }"), nil, nil},
		{"a gateway that is not programmed", gateway(accepted, "{ name: http, conditions: [] }"), nil, []string{"Gateway/ns/gateway: no condition Programmed"}},
		{"a listener without a status", gateway(accepted+", "+ready, ""), nil, []string{"Gateway/ns/gateway: not every listener has a status"}},
		{"a listener that is not good", gateway(accepted+", "+ready, "{ name: http, conditions: ["+notPermitted+"] }"), nil,
			[]string{"Gateway/ns/gateway listener http: ResolvedRefs is False, RefNotPermitted: no grant"}},
		{"what is expected of a listener", gateway(accepted+", "+ready, "{ name: http, conditions: [{ type: Accepted, status: 'False', observedGeneration: 2 }] }"),
			[]cases.Condition{ofListener}, nil},
		{"what is expected of a listener that is missing", gateway(accepted+", "+ready, "{ name: other, conditions: [] }"), []cases.Condition{ofListener},
			[]string{"Gateway/ns/gateway listener http: want Accepted False , it is missing"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			object := &unstructured.Unstructured{}
			// Numbers must be integers, as those of the API server's answers are.
			content, err := yaml.YAMLToJSON([]byte("apiVersion: gateway.networking.k8s.io/v1\n" + test.object))
			if err != nil {
				t.Fatal(err)
			}
			if err := object.UnmarshalJSON(content); err != nil {
				t.Fatal(err)
			}
			if got := Wrong(object, test.expected); !slices.Equal(got, test.want) {
				t.Errorf("want %q, got %q", test.want, got)
			}
		})
	}
}

func TestJudges(t *testing.T) {
	for kind, want := range map[string]bool{"Gateway": true, "HTTPRoute": true, "BackendTLSPolicy": true, "Service": false, "VirtualService": false} {
		if Judges(kind) != want {
			t.Errorf("%s: want %v", kind, want)
		}
	}
}
