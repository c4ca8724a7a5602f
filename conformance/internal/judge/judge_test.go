package judge

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"cdk8s-ml-mesh/conformance/internal/caller"
	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/echo"
)

func TestPlausible(t *testing.T) {
	tests := []struct {
		share        float64
		count, total int
		want         bool
	}{
		{0.9, 1800, 2000, true},
		{0.9, 1867, 2000, true}, // 5σ is 67.08
		{0.9, 1868, 2000, false},
		{0.9, 1732, 2000, false},
		{0.5, 1000, 2000, true},
		{1, 2000, 2000, true},
		{1, 1999, 2000, false}, // certainty has no tolerance
		{0, 0, 2000, true},
		{0, 1, 2000, false},
	}
	for _, test := range tests {
		if got := Plausible(test.share, test.count, test.total); got != test.want {
			t.Errorf("share %v, %d of %d: want %v", test.share, test.count, test.total, test.want)
		}
	}
}

func TestSameShares(t *testing.T) {
	route := map[string]float64{"v1": 0.9, "v2": 0.1}
	tests := []struct {
		expected map[string]float64
		want     bool
	}{
		{map[string]float64{"v1": 0.9, "v2": 0.1}, true},
		{map[string]float64{"serving/v1": 0.9, "serving/v2": 0.1}, true},
		{map[string]float64{"v1": 0.9, "v2": 0.1, "v3": 0}, true},
		{map[string]float64{"v1": 0.89, "v2": 0.11}, false},
		{map[string]float64{"v1": 0.9}, false},
	}
	for _, test := range tests {
		if got := SameShares(test.expected, route); got != test.want {
			t.Errorf("%v: want %v", test.expected, test.want)
		}
	}
	pools := map[string]float64{"a+b": 0.8, "c": 0.2}
	for _, test := range []struct {
		expected map[string]float64
		want     bool
	}{
		{map[string]float64{"a": 0.4, "b": 0.4, "c": 0.2}, true},
		{map[string]float64{"serving/b": 0.8, "c": 0.2}, true},
		{map[string]float64{"a": 0.4, "b": 0.3, "c": 0.3}, false},
		{map[string]float64{"a": 0.8, "c": 0.1, "d": 0.1}, false},
	} {
		if got := SameShares(test.expected, pools); got != test.want {
			t.Errorf("pools: %v: want %v", test.expected, test.want)
		}
	}
}

func receipt(id int, name string) echo.Receipt {
	return echo.Receipt{ID: id, Backend: echo.Backend{Namespace: "serving", Name: name}, Protocol: "HTTP/1.1", Path: "/v1", Host: "a.example.com", Model: "llama", Headers: http.Header{"X-Set": {"1"}}}
}

func TestResponse(t *testing.T) {
	main, shadow := receipt(1, "main"), receipt(2, "shadow")
	answered := caller.Observed{Status: 200, Answered: &main, Receipts: []echo.Receipt{main, shadow}, Seconds: 1, Headers: http.Header{"Location": {"/new"}}}
	tests := []struct {
		name     string
		expect   cases.Expect
		observed caller.Observed
		want     string // a part of the only complaint; empty: none
	}{
		{"right status", cases.Expect{Status: &cases.Status{All: 200}}, answered, ""},
		{"wrong status", cases.Expect{Status: &cases.Status{All: 404}}, answered, "status: want 404 from main, got 200"},
		{"status of another backend", cases.Expect{Status: &cases.Status{ByBackend: map[string]int{"none": 500}}}, answered, ""},
		{"status by namespace and name", cases.Expect{Status: &cases.Status{ByBackend: map[string]int{"serving/main": 201}}}, answered, "want 201"},
		{"right backend", cases.Expect{Backend: "main"}, answered, ""},
		{"right backend in full", cases.Expect{Backend: "serving/main"}, answered, ""},
		{"wrong backend", cases.Expect{Backend: "other"}, answered, "backend: want other, got main"},
		{"no backend", cases.Expect{Backend: cases.None}, caller.Observed{Status: 404}, ""},
		{"unexpected backend", cases.Expect{Backend: cases.None}, answered, "want none"},
		{"upstream", cases.Expect{Upstream: &cases.Upstream{Path: "/v1", Host: "a.example.com", Headers: map[string]string{"x-set": "1"}, Absent: []string{"x-gone"}}}, answered, ""},
		{"early enough", cases.Expect{Within: echo.Duration(time.Second)}, answered, ""},
		{"sooner than many before it", cases.Expect{Overtakes: 3}, caller.Observed{Status: 200, Overtaken: 4}, ""},
		{"after most before it", cases.Expect{Overtakes: 3}, caller.Observed{Status: 200, Overtaken: 2}, "want at least 3 of those sent before it, got 2"},
		{"too late", cases.Expect{Within: echo.Duration(900 * time.Millisecond)}, answered, "want at most 900ms"},
		{"upstream model", cases.Expect{Upstream: &cases.Upstream{Model: "qwen"}}, answered, "upstream model: want qwen, got llama"},
		{"upstream path", cases.Expect{Upstream: &cases.Upstream{Path: "/v2"}}, answered, "upstream path: want /v2"},
		{"upstream header left", cases.Expect{Upstream: &cases.Upstream{Absent: []string{"x-set"}}}, answered, "want none, got \"1\""},
		{"upstream without an answer", cases.Expect{Upstream: &cases.Upstream{Path: "/"}}, caller.Observed{Status: 503}, "no backend answered"},
		{"response header", cases.Expect{Response: &cases.Response{Headers: map[string]string{"location": "/old"}}}, answered, "want \"/old\""},
		{"tries count every receipt", cases.Expect{Tries: new(2)}, answered, ""},
		{"upstream protocol", cases.Expect{Upstream: &cases.Upstream{Protocol: cases.HTTP2}}, answered, "upstream protocol: want http2, got HTTP/1.1"},
		{"response of this backend", cases.Expect{Responses: map[string]cases.Response{"main": {Headers: map[string]string{"location": "/old"}}}}, answered, "response header of main location: want \"/old\""},
		{"response of another backend", cases.Expect{Responses: map[string]cases.Response{"shadow": {Absent: []string{"location"}}}}, answered, ""},
		{"response by namespace and name", cases.Expect{Responses: map[string]cases.Response{"serving/main": {Absent: []string{"location"}}}}, answered, "want none"},
		{"a share of copies is not told by one", cases.Expect{Mirrors: &cases.Mirrors{Names: []string{"other"}, Shares: map[string]float64{"other": 0.5}}}, answered, ""},
		{"tries leave out mirrors", cases.Expect{Tries: new(1), Mirrors: &cases.Mirrors{Names: []string{"shadow"}}}, answered, ""},
		{"mirror without a copy", cases.Expect{Mirrors: &cases.Mirrors{Names: []string{"shadow", "other"}}}, answered, "mirror other received no copy"},
		{"copy without a mirror", cases.Expect{Mirrors: &cases.Mirrors{Names: []string{}}}, answered, "shadow received a copy"},
		{"time", cases.Expect{Time: echo.Duration(time.Second)}, answered, ""},
		{"too early", cases.Expect{Time: echo.Duration(2 * time.Second)}, answered, "want about 2s"},
		{"too late", cases.Expect{Time: echo.Duration(300 * time.Millisecond)}, answered, "want about 300ms"},
		{"reset", cases.Expect{Reset: true}, caller.Observed{Broken: "connection reset", Reset: true}, ""},
		{"no connection at all", cases.Expect{Reset: true}, caller.Observed{Broken: "connection refused"}, "want a broken connection, got status 0 connection refused"},
		{"no reset", cases.Expect{Reset: true}, answered, "want a broken connection"},
		{"broken", cases.Expect{Backend: cases.None}, caller.Observed{Broken: "EOF"}, "no complete response: EOF"},
		{"a cut stream is judged by its events", cases.Expect{Chunks: new(3)}, caller.Observed{Status: 200, Chunks: 3, Broken: "EOF"}, ""},
		{"events missing", cases.Expect{Chunks: new(4)}, caller.Observed{Status: 200, Chunks: 3}, "events: want 4, got 3"},
		{"gRPC status missing", cases.Expect{GRPC: new(0)}, answered, "gRPC status: want 0, got none"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := Response(test.expect, test.observed)
			switch {
			case test.want == "" && len(got) > 0:
				t.Errorf("unexpected: %v", got)
			case test.want != "" && (len(got) != 1 || !strings.Contains(got[0], test.want)):
				t.Errorf("want one complaint with %q, got %v", test.want, got)
			}
		})
	}
}

func TestSplit(t *testing.T) {
	v1, v2 := receipt(1, "v1"), receipt(2, "v2")
	many := slices.Concat(
		slices.Repeat([]caller.Observed{{Status: 200, Answered: &v1}}, 1800),
		slices.Repeat([]caller.Observed{{Status: 200, Answered: &v2}}, 200),
	)
	if got := Shares(cases.Expect{Split: map[string]float64{"v1": 0.9, "v2": 0.1}}, many); len(got) > 0 {
		t.Errorf("unexpected: %v", got)
	}
	if got := Shares(cases.Expect{Split: map[string]float64{"v1": 1}}, many); len(got) != 2 {
		t.Errorf("want a wrong share and a stranger, got %v", got)
	}
}

func TestSharesOfCopies(t *testing.T) {
	main, shadow := receipt(1, "main"), receipt(2, "shadow")
	many := slices.Concat(
		slices.Repeat([]caller.Observed{{Receipts: []echo.Receipt{main, shadow}}}, 500),
		slices.Repeat([]caller.Observed{{Receipts: []echo.Receipt{main}}}, 1500),
	)
	tests := []struct {
		share float64
		want  string
	}{
		{0.25, ""},
		{1, "mirrors: want 1 of 2000 for shadow, got 500"},
	}
	for _, test := range tests {
		got := Shares(cases.Expect{Mirrors: &cases.Mirrors{Names: []string{"shadow"}, Shares: map[string]float64{"shadow": test.share}}}, many)
		if strings.Join(got, "\n") != test.want {
			t.Errorf("share %v: want %q, got %v", test.share, test.want, got)
		}
	}
}

func TestCounts(t *testing.T) {
	first, again, other := receipt(1, "model"), receipt(2, "model"), receipt(3, "model")
	first.Backend.Pod, again.Backend.Pod, other.Backend.Pod = "model-0", "model-0", "model-1"
	many := []caller.Observed{
		{Status: 200, Answered: &first, Receipts: []echo.Receipt{first, again}},
		{Status: 500, Answered: &other, Receipts: []echo.Receipt{other}},
		{Status: 503, Headers: http.Header{"X-Envoy-Overloaded": {"true"}}},
		{Broken: "EOF", Reset: true},
		{Broken: "CONNECT: status 503", Refused: true},
	}
	tests := []struct {
		name   string
		expect cases.Expect
		want   []string
	}{
		{"answers", cases.Expect{Counts: map[string]int{"model": 2, "none": 3}}, nil},
		{"answers by namespace and name", cases.Expect{Counts: map[string]int{"serving/model": 2, "none": 3}}, nil},
		{"other answers", cases.Expect{Counts: map[string]int{"model": 3}}, []string{"answers of model: want 3, got 2", "answers of none: want 0, got 3"}},
		{"statuses", cases.Expect{Statuses: map[int]int{200: 1, 500: 1, 503: 1, 0: 2}}, nil},
		{"other statuses", cases.Expect{Statuses: map[int]int{200: 3, 0: 2}}, []string{"status 200: want 3, got 1", "status 500: want 0, got 1", "status 503: want 0, got 1"}},
		{"refused by a breaker", cases.Expect{Overflow: new(1)}, nil},
		{"none refused", cases.Expect{Overflow: new(0)}, []string{"overflow: want 0 of 5, got 1"}},
		{"broken off", cases.Expect{Resets: new(2)}, nil},
		{"less broken off", cases.Expect{Resets: new(1)}, []string{"resets: want 1 of 5, got 2"}},
		{"received", cases.Expect{Received: map[string]int{"model": 3, "shadow": 0}}, nil},
		{"received less", cases.Expect{Received: map[string]int{"model": 2}}, []string{"received by model: want 2, got 3"}},
		{"pods", cases.Expect{Replicas: new(2)}, nil},
		{"one pod", cases.Expect{Replicas: new(1)}, []string{"replicas: want 1, got [serving/model-0 serving/model-1]"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Counts(test.expect, many); !slices.Equal(got, test.want) {
				t.Errorf("want %v, got %v", test.want, got)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	before, after := map[string]int{"model": 2}, map[string]int{"model": 5, "shadow": 1}
	if wrong := Refusals(map[string]int{"model": 3}, before, after); len(wrong) > 0 {
		t.Errorf("right counts: %v", wrong)
	}
	want := []string{"connections refused by model: want 1, got 3"}
	if wrong := Refusals(map[string]int{"model": 1, "shadow": 1}, before, after); !slices.Equal(wrong, want) {
		t.Errorf("want %v, got %v", want, wrong)
	}
}

func TestResponseThatBreaks(t *testing.T) {
	broken := caller.Observed{Broken: "EOF", Reset: true}
	for name, test := range map[string]struct {
		expect cases.Expect
		wrong  bool
	}{
		"nothing said of it":   {cases.Expect{Status: nil}, true},
		"resets are counted":   {cases.Expect{Resets: new(1)}, false},
		"the one is a reset":   {cases.Expect{Reset: true}, false},
		"a status is expected": {cases.Expect{Resets: new(0), Status: &cases.Status{All: 200}}, true},
	} {
		if got := len(Response(test.expect, broken)) > 0; got != test.wrong {
			t.Errorf("%s: want wrong %t", name, test.wrong)
		}
	}
}

func TestStatusOfModels(t *testing.T) {
	statuses := &cases.Status{ByBackend: map[string]int{"llama": 200, "sql": 503}}
	models := map[string]float64{"llama": 0.9, "sql": 0.1}
	for _, test := range []struct {
		model  string
		status int
		wrong  bool
	}{
		{"llama", 200, false},
		{"llama", 503, true},
		{"sql", 503, false},
		{"sql", 200, true},
	} {
		answered := receipt(0, "main")
		answered.Model = test.model
		observed := caller.Observed{Status: test.status, Answered: &answered}
		if wrong := Response(cases.Expect{Models: models, Status: statuses}, observed); len(wrong) > 0 != test.wrong {
			t.Errorf("%s answers %d: %v", test.model, test.status, wrong)
		}
	}
}

func TestSharesOfModels(t *testing.T) {
	observed := make([]caller.Observed, 100)
	for i := range observed {
		answered := receipt(i, "main")
		if i < 10 {
			answered.Model = "llama-canary"
		}
		observed[i].Answered = &answered
	}
	right := cases.Expect{Models: map[string]float64{"llama": 0.9, "llama-canary": 0.1}}
	if wrong := Shares(right, observed); len(wrong) > 0 {
		t.Errorf("right shares: %v", wrong)
	}
	for _, models := range []map[string]float64{{"llama": 1}, {"llama": 0.5, "llama-canary": 0.5}} {
		if wrong := Shares(cases.Expect{Models: models}, observed); len(wrong) == 0 {
			t.Errorf("%v is not what was asked for", models)
		}
	}
}
