package cases

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cdk8s-ml-mesh/conformance/internal/echo"
)

const manifests = "about: a\nmanifests: [a.yaml]\n"

func TestParse(t *testing.T) {
	schema, err := compileSchema()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, text string
		want       string // a part of the error; empty: none
	}{
		{"smallest", manifests, ""},
		{"without manifests", "about: a\n", "manifests"},
		{"unknown key", manifests + "extra: 1\n", "extra"},
		{"unknown key inside", manifests + "requests: [{ send: { url: 'http://a/' }, expect: { state: 200 } }]\n", "state"},
		{"duplicate key", manifests + "about: b\n", "about"},
		{"empty expectation", manifests + "requests: [{ send: { url: 'http://a/' }, expect: {} }]\n", "minProperties"},
		{"shares below one", manifests + "requests: [{ send: { url: 'http://a/' }, expect: { split: { a: 0.5 } } }]\n", "add up to 0.5"},
		{"shares of one", manifests + "requests: [{ send: { url: 'http://a/' }, expect: { split: { a: 0.7, b: 0.2, none: 0.1 } } }]\n", ""},
		{"models below one", manifests + "requests: [{ send: { url: 'http://a/' }, expect: { models: { a: 0.5 } } }]\n", "models add up to 0.5"},
		{"bad duration", manifests + "requests: [{ send: { url: 'http://a/' }, expect: { time: soon } }]\n", "time"},
		{"refused and asked", manifests + "refused: { by: webhook, message: m }\nrequests: [{ send: { url: 'http://a/' }, expect: { status: 200 } }]\n", "either"},
		{"shares sent ten times", manifests + "requests: [{ send: { url: 'http://a/', times: 10 }, expect: { split: { a: 1 } } }]\n", "times does not go with shares"},
		{"shares of copies sent ten times", manifests + "requests: [{ send: { url: 'http://a/', times: 10 }, expect: { mirrors: { a: 0.5 } } }]\n", "times does not go with shares"},
		{"more at once than in all", manifests + "requests: [{ send: { url: 'http://a/', times: 2, concurrency: 3 }, expect: { status: 200 } }]\n", "concurrency is 3"},
		{"counts of too many", manifests + "requests: [{ send: { url: 'http://a/', times: 9 }, expect: { counts: { a: 3, none: 7 } } }]\n", "counts add up to 10"},
		{"statuses of too few", manifests + "requests: [{ send: { url: 'http://a/', times: 9 }, expect: { statuses: { 200: 8 } } }]\n", "statuses add up to 8"},
		{"more refused than sent", manifests + "requests: [{ send: { url: 'http://a/' }, expect: { overflow: 2 } }]\n", "overflow is 2"},
		{"counts that fit", manifests + "requests: [{ send: { url: 'http://a/', times: 10, concurrency: 10 }, expect: { counts: { a: 3, none: 7 }, statuses: { 200: 3, 503: 7 }, overflow: 7 } }]\n", ""},
		{"no range of versions", manifests + "when: { istio: soon }\n", "no range of versions"},
		{"several data planes alike", manifests + "when: { dataPlane: [ambient, sidecar] }\n", "does not occur in it"},
		{"an unknown data plane", manifests + "when: { dataPlane: [cni] }\n", "dataPlane"},
		{"a data plane for nothing", "about: a\nmanifests: ['{dataPlane}.yaml']\n", "stands for nothing"},
		{"refused by nobody known", manifests + "refused: { by: me, message: m }\n", "by"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := parseAll(schema, []byte(test.text))
			switch {
			case test.want == "" && err != nil:
				t.Error(err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("want an error with %q, got %v", test.want, err)
			}
		})
	}
}

func TestParseValues(t *testing.T) {
	schema, err := compileSchema()
	if err != nil {
		t.Fatal(err)
	}
	one, err := parse(schema, []byte(manifests+`
requests:
  - send: { method: GET, url: ['http://a/', 'http://b/'], headers: [[x, '1'], [x, '2']] }
    backends: { a: { delay: 1s, times: 2 } }
    expect: { status: { a: 200, none: 500 } }
`))
	if err != nil {
		t.Fatal(err)
	}
	request := one.Requests[0]
	if len(request.Send.Method) != 1 || len(request.Send.URL) != 2 || request.Send.Headers[1][1] != "2" {
		t.Errorf("send: %+v", request.Send)
	}
	if status, ok := request.Expect.Status.Of(None); !ok || status != 500 {
		t.Errorf("status of none: %d %v", status, ok)
	}
	if _, ok := request.Expect.Status.Of("b"); ok {
		t.Error("a backend that is not named has no expected status")
	}
	if one.When.Profile != DefaultProfile {
		t.Errorf("profile: %s", one.When.Profile)
	}
}

func TestParseMirrors(t *testing.T) {
	schema, err := compileSchema()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		text      string
		names     []string
		hasShares bool
	}{
		{"[a, b]", []string{"a", "b"}, false},
		{"[]", []string{}, false},
		{"{ b: 0.5, a: 0.25 }", []string{"a", "b"}, true},
	}
	for _, test := range tests {
		one, err := parse(schema, []byte(manifests+"requests: [{ send: { url: 'http://a/' }, expect: { mirrors: "+test.text+" } }]\n"))
		if err != nil {
			t.Fatal(err)
		}
		expect := one.Requests[0].Expect
		if !slices.Equal(expect.Mirrors.Names, test.names) || expect.HasShares() != test.hasShares {
			t.Errorf("%s: got %+v", test.text, expect.Mirrors)
		}
	}
}

// TestEveryCase reads the real cases: a typing error must not wait for a box to be found.
func TestEveryCase(t *testing.T) {
	all, err := LoadAll("../../cases")
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("no cases")
	}
	for _, name := range []string{"routes", "routes/split"} {
		if _, err := Select(all, []string{name}); err != nil {
			t.Error(err)
		}
	}
	if _, err := Select(all, []string{"rout"}); err == nil {
		t.Error("a part of a topic selects nothing")
	}
}

func TestComplete(t *testing.T) {
	schema, err := compileSchema()
	if err != nil {
		t.Fatal(err)
	}
	one, err := parse(schema, []byte(manifests+`
backends: { a: { status: 500 }, b: { metrics: { queue: 3 } } }
requests:
  - { send: { url: 'http://a/', body: '<{filler}>', filler: 3 }, backends: { a: { stream: { chunks: 20, every: 3s } } }, expect: { status: 200 } }
  - { send: { url: 'http://a/' }, expect: { status: 200 } }
`))
	if err != nil {
		t.Fatal(err)
	}
	first, second := one.Requests[0], one.Requests[1]
	if first.Send.Body != "<aaa>" {
		t.Errorf("body: %s", first.Send.Body)
	}
	if first.Backends["a"].Status != 0 || *first.Backends["b"].Metrics.Queue != 3 {
		t.Errorf("a request replaces the entries that it has: %+v", first.Backends)
	}
	if second.Backends["a"].Status != 500 || len(second.Backends) != 2 {
		t.Errorf("a request without backends has those of the case: %+v", second.Backends)
	}
	if first.Pace() != echo.Duration(time.Minute) || second.Pace() != 0 {
		t.Errorf("pace: %v, %v", first.Pace(), second.Pace())
	}
}
