package ztunnel

import (
	"io"
	"log"
	"slices"
	"sync"

	"k8s.io/apimachinery/pkg/types"

	"cdk8s-ml-mesh/conformance/internal/l4"
)

// Entry is a connection that was decided on.
type Entry struct {
	Pod    types.NamespacedName `json:"pod"`
	Port   int                  `json:"port"`
	Caller string               `json:"caller,omitempty"` // empty: without a certificate
	l4.Decision
}

// Log remembers the decisions of a box, in order.
type Log struct {
	mu      sync.Mutex
	entries []Entry
}

func (l *Log) add(entry Entry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries = append(l.entries, entry)
}

// Mark is a place in the log.
func (l *Log) Mark() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.entries)
}

// Since returns what was decided about pods of the namespaces after the mark.
func (l *Log) Since(mark int, namespaces []string) []Entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(l.entries[mark:]), func(entry Entry) bool {
		return !slices.Contains(namespaces, entry.Pod.Namespace)
	})
}

// discard is for a server whose peers may break off.
var discard = log.New(io.Discard, "", 0)
