package echo

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

func respond(w http.ResponseWriter, r *http.Request, receipt Receipt, behavior Behavior, asked question) {
	// A gateway may wait for the whole request to be read before it forwards the response.
	_, _ = io.Copy(io.Discard, r.Body)
	if !pause(r, behavior.Delay) {
		return
	}
	switch {
	case behavior.Refuse:
		refuse(r)
	case behavior.Reset:
		panic(http.ErrAbortHandler)
	case isGRPC(r):
		respondGRPC(w, behavior)
	case behavior.Status != 0:
		respondJSON(w, behavior.Status, receipt)
	case behavior.Stream != nil:
		respondStream(w, r, *behavior.Stream, asked)
	case asked.Stream:
		respondStream(w, r, unpaced, asked)
	case asked.object != "":
		respondJSON(w, http.StatusOK, answer(asked))
	default:
		respondJSON(w, http.StatusOK, receipt)
	}
}

func respondJSON(w http.ResponseWriter, status int, content any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(content)
}

func respondStream(w http.ResponseWriter, r *http.Request, stream Stream, asked question) {
	w.Header().Set("Content-Type", "text/event-stream")
	flusher := http.NewResponseController(w)
	for chunk := range stream.Chunks {
		if chunk > 0 && !pause(r, stream.Every) {
			return
		}
		fmt.Fprintf(w, "data: %s\n\n", event(asked, chunk))
		if flusher.Flush() != nil {
			return
		}
	}
	if asked.object != "" {
		fmt.Fprintf(w, "data: %s\n\n", StreamEnd)
	}
}

// respondGRPC answers any unary call with an empty message, a call that fails with its status alone, as servers do.
func respondGRPC(w http.ResponseWriter, behavior Behavior) {
	w.Header().Set("Content-Type", "application/grpc")
	if behavior.Status != 0 {
		w.Header().Set("Grpc-Status", fmt.Sprint(behavior.Status))
		w.WriteHeader(http.StatusOK)
		return
	}
	w.Header().Set("Trailer", "Grpc-Status")
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(make([]byte, grpcFrameHeader))
	w.Header().Set("Grpc-Status", "0")
}

// grpcFrameHeader is the length of a frame that carries an empty message.
const grpcFrameHeader = 5

func isGRPC(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Content-Type"), "application/grpc")
}

// pause waits and reports whether the caller is still there.
func pause(r *http.Request, duration Duration) bool {
	if duration == 0 {
		return true
	}
	select {
	case <-time.After(time.Duration(duration)):
		return true
	case <-r.Context().Done():
		return false
	}
}
