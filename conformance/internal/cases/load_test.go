package cases

import (
	"strings"
	"testing"
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
		{"bad duration", manifests + "requests: [{ send: { url: 'http://a/' }, expect: { time: soon } }]\n", "time"},
		{"refused and asked", manifests + "refused: { by: webhook, message: m }\nrequests: [{ send: { url: 'http://a/' }, expect: { status: 200 } }]\n", "either"},
		{"refused by nobody known", manifests + "refused: { by: me, message: m }\n", "by"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := parse(schema, []byte(test.text))
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
