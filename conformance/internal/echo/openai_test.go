package echo

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
)

var pod = Backend{Namespace: "serving", Name: "llama", Pod: "llama-0", Port: 8000}

// played starts a server that answers as the pod.
func played(t *testing.T) (*Server, string) {
	t.Helper()
	server := NewServer()
	listener := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { server.answer(w, r, pod) }))
	t.Cleanup(listener.Close)
	return server, listener.URL
}

func post(t *testing.T, server *Server, url, body string, behavior Behavior) (string, []Receipt) {
	t.Helper()
	server.Expect("id", func(Backend) (Behavior, bool) { return behavior, true })
	request, err := http.NewRequest(http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set(RequestHeader, "id")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	return contentOf(t, response), server.Collect("id")
}

func contentOf(t *testing.T, response *http.Response) string {
	t.Helper()
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestAnswers(t *testing.T) {
	server, url := played(t)
	for path, want := range map[string]string{
		"/v1/chat/completions":        "chat.completion",
		"/v1/completions":             "text_completion",
		"/team-a/v1/chat/completions": "chat.completion",
		"/v1/embeddings":              "list",
	} {
		content, receipts := post(t, server, url+path, `{"model":"llama-8b"}`, Behavior{})
		body := map[string]any{}
		if err := json.Unmarshal([]byte(content), &body); err != nil {
			t.Fatal(err)
		}
		if body["object"] != want || body["model"] != "llama-8b" || body["usage"] == nil {
			t.Errorf("%s: %v", path, body)
		}
		if receipts[0].Model != "llama-8b" {
			t.Errorf("%s: the receipt says model %q", path, receipts[0].Model)
		}
	}
	if _, receipts := post(t, server, url+"/predict", `{"model":"llama-8b"}`, Behavior{}); receipts[0].Model != "" {
		t.Error("a request outside of the OpenAI API asks no model")
	}
}

func TestBehaviorOfOneModel(t *testing.T) {
	server, url := played(t)
	for model, fails := range map[string]bool{"llama": false, "sql": true} {
		content, _ := post(t, server, url+"/v1/completions", `{"model":"`+model+`"}`, Behavior{Status: 500, Model: "sql"})
		if answers := strings.Contains(content, "choices"); answers == fails {
			t.Errorf("%s: %s", model, content)
		}
	}
}

func TestStreams(t *testing.T) {
	server, url := played(t)
	events := func(body string, behavior Behavior) (data []string) {
		content, _ := post(t, server, url+"/v1/chat/completions", body, behavior)
		lines := bufio.NewScanner(strings.NewReader(content))
		for lines.Scan() {
			if event, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				data = append(data, event)
			}
		}
		return data
	}
	asked := events(`{"model":"m","stream":true}`, Behavior{})
	if len(asked) != unpaced.Chunks+1 || asked[len(asked)-1] != StreamEnd || !strings.Contains(asked[0], `"model":"m"`) {
		t.Errorf("a stream that is asked for: %v", asked)
	}
	if paced := events(`{}`, Behavior{Stream: &Stream{Chunks: 5}}); len(paced) != 6 {
		t.Errorf("a stream of five events: %v", paced)
	}
	if failed := events(`{"stream":true}`, Behavior{Status: 503}); len(failed) != 0 {
		t.Errorf("a failure streams nothing: %v", failed)
	}
}

func TestArrived(t *testing.T) {
	server := NewServer()
	want := func(namespace string, ever, unanswered int) {
		t.Helper()
		if gotEver, gotUnanswered := server.Arrived(namespace); gotEver != ever || gotUnanswered != unanswered {
			t.Errorf("%s: want %d, %d without an answer, got %d, %d", namespace, ever, unanswered, gotEver, gotUnanswered)
		}
	}
	done := server.loads.work(t.Context(), pod, 1)
	want("serving", 1, 1)
	want("serv", 0, 0)
	second := make(chan func())
	go func() { second <- server.loads.work(t.Context(), pod, 1) }()
	for unanswered := 1; unanswered < 2; _, unanswered = server.Arrived("serving") {
		runtime.Gosched() // until the second waits for the pod, which counts, too
	}
	done()
	(<-second)()
	want("serving", 2, 0)
}

func TestCapacity(t *testing.T) {
	loads := newLoads()
	first := loads.work(t.Context(), pod, 1)
	second := make(chan func())
	go func() { second <- loads.work(t.Context(), pod, 1) }()
	for waiting := 0; waiting != 1; {
		_, waiting, _ = loads.of(pod)
	}
	if _, _, running := loads.of(pod); running != 1 {
		t.Errorf("%d requests are in work, not 1", running)
	}
	first()
	done := <-second
	if _, waiting, running := loads.of(pod); waiting != 0 || running != 1 {
		t.Errorf("after the first one: %d wait, %d are in work", waiting, running)
	}
	done()
	given, cancel := context.WithCancel(t.Context())
	defer loads.work(t.Context(), pod, 1)()
	cancel()
	loads.work(given, pod, 1)() // returns, although nobody has left
}

func TestMetrics(t *testing.T) {
	server, url := played(t)
	get := func() string {
		response, err := http.Get(url + "/metrics")
		if err != nil {
			t.Fatal(err)
		}
		return contentOf(t, response)
	}
	queue, running := 40, 7
	server.SetLoad("serving", "llama", Load{Queue: &queue, Running: &running, Cache: 0.5, Adapters: []string{"a", "b"}})
	server.SetLoad("other", "llama", Load{Queue: &running})
	server.ForgetLoads("other")
	for _, want := range []string{
		`vllm:num_requests_waiting{model_name="llama"} 40`, `vllm:num_requests_running{model_name="llama"} 7`,
		`vllm:kv_cache_usage_perc{model_name="llama"} 0.5`, `running_lora_adapters="a,b"`, "vllm:cache_config_info",
	} {
		if got := get(); !strings.Contains(got, want) {
			t.Errorf("want %s in\n%s", want, got)
		}
	}
	server.ForgetLoads("serving")
	if got := get(); !strings.Contains(got, "vllm:num_requests_waiting{model_name=\"llama\"} 0\n") || !strings.Contains(got, "running{model_name=\"llama\"} 0\n") {
		t.Errorf("what nobody says is counted:\n%s", got)
	}
	if asked := server.Asked("serving", "llama-0"); asked != 6 {
		t.Errorf("asked %d times", asked)
	}
}
