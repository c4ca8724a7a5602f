package report

import (
	"bytes"
	"encoding/xml"
	"strings"
	"testing"

	"cdk8s-ml-mesh/conformance/internal/l4"
	"cdk8s-ml-mesh/conformance/internal/ztunnel"
)

func decided(byEnvoy, allowed bool) Request {
	return Request{ByEnvoy: byEnvoy, L4: []ztunnel.Entry{{Decision: l4.Decision{Allowed: allowed}}}}
}

func TestByL4(t *testing.T) {
	tests := []struct {
		name    string
		request Request
		want    bool
	}{
		{"Envoy alone", Request{ByEnvoy: true}, false},
		{"no policy was asked", Request{}, false},
		{"straight to the pod", decided(false, true), true},
		{"Envoy decided, and the pod admitted it", decided(true, true), false},
		{"the pod refused Envoy", decided(true, false), true},
	}
	for _, test := range tests {
		if got := test.request.ByL4(); got != test.want {
			t.Errorf("%s: want %v", test.name, test.want)
		}
	}
}

func TestJudges(t *testing.T) {
	result := Result{Case: "ambient/direct", Seconds: 1, Requests: []Request{decided(false, true), {ByEnvoy: true}}}
	const want = "1 of 2 requests judged by istiod and the L4 evaluator"
	var line, junit, closing bytes.Buffer
	Line(&line, result)
	if line.String() != "ok    ambient/direct  (1.0 s)  "+want+"\n" {
		t.Errorf("got %q", line.String())
	}
	if err := JUnit(&junit, []Result{result}); err != nil {
		t.Fatal(err)
	}
	var suite testSuite
	if err := xml.Unmarshal(junit.Bytes(), &suite); err != nil {
		t.Fatal(err)
	}
	if properties := suite.Cases[0].Properties; properties == nil || properties.List[0].Value != want {
		t.Errorf("got %+v", properties)
	}
	Closing(&closing, Summarize([]Result{result, result}))
	if !strings.Contains(closing.String(), "2 requests judged by istiod and the L4 evaluator") {
		t.Errorf("got %q", closing.String())
	}
}
