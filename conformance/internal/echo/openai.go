package echo

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// question is what a model server reads of a request.
type question struct {
	Model  string `json:"model"`
	Stream bool   `json:"stream"`
	object string // the kind of answer; empty: the request is none of the OpenAI API
}

// read reads a question of the OpenAI API, and nothing of other requests. A body that is not JSON asks no model.
func read(r *http.Request) question {
	asked := question{object: objectOf(r)}
	if asked.object != "" {
		_ = json.NewDecoder(r.Body).Decode(&asked)
	}
	return asked
}

// objects are the kinds of answer to the paths of the OpenAI API, by the end of the path: a prefix may stand before it.
var objects = map[string]string{
	"/v1/chat/completions": "chat.completion",
	"/v1/completions":      "text_completion",
	"/v1/embeddings":       "list",
}

func objectOf(r *http.Request) string {
	for end, object := range objects {
		if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, end) {
			return object
		}
	}
	return ""
}

// usage is what an answer is paid by. A played model always says the same.
var usage = map[string]any{"prompt_tokens": 8, "completion_tokens": 4, "total_tokens": 12}

// answer returns the whole answer of a model.
func answer(asked question) map[string]any {
	body := map[string]any{"id": "box", "object": asked.object, "created": 0, "model": asked.Model, "usage": usage}
	switch asked.object {
	case "chat.completion":
		message := map[string]any{"role": "assistant", "content": "An answer."}
		body["choices"] = []any{map[string]any{"index": 0, "message": message, "finish_reason": "stop"}}
	case "text_completion":
		body["choices"] = []any{map[string]any{"index": 0, "text": "An answer.", "finish_reason": "stop"}}
	default:
		body["data"] = []any{map[string]any{"object": "embedding", "index": 0, "embedding": []float64{0, 1}}}
	}
	return body
}

// event returns one event of a stream: that of a model, or else only its number.
func event(asked question, number int) string {
	if asked.object == "" {
		return strconv.Itoa(number)
	}
	choice := map[string]any{"index": 0, "delta": map[string]any{"content": fmt.Sprintf(" %d", number)}, "finish_reason": nil}
	body := map[string]any{"id": "box", "object": "chat.completion.chunk", "created": 0, "model": asked.Model, "choices": []any{choice}}
	text, err := json.Marshal(body)
	if err != nil {
		panic(err) // texts and numbers can be written
	}
	return string(text)
}

// StreamEnd is the mark at the end of a stream of the OpenAI API. It is no event.
const StreamEnd = "[DONE]"

// unpaced is the stream of a model whose pace nobody set.
var unpaced = Stream{Chunks: 3}
