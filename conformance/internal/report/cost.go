package report

import (
	"fmt"
	"io"
	"time"

	"cdk8s-ml-mesh/conformance/internal/memory"
)

// Box is what a box found, and what it took.
type Box struct {
	Up      float64  `json:"up"`     // seconds until it was
	Memory  int64    `json:"memory"` // bytes at most
	Results []Result `json:"results"`
}

// WriteBox writes everything about a box.
func WriteBox(w io.Writer, box Box) error { return writeJSON(w, box) }

// MemoryLimit is what a box must stay below. How long things take is told and not judged: that depends on the machine.
const MemoryLimit = 6 << 30

// Figures are what a run took.
type Figures struct {
	Cases  int
	Took   time.Duration
	Up     float64 // of the slowest box
	Memory int64   // of the largest box
}

// Measure adds up what the boxes took, one after the other.
func Measure(boxes []Box, took time.Duration) Figures {
	figures := Figures{Took: took}
	for _, box := range boxes {
		if box.Up == 0 {
			continue // no box was needed for these results
		}
		figures.Cases += len(box.Results)
		figures.Up = max(figures.Up, box.Up)
		figures.Memory = max(figures.Memory, box.Memory)
	}
	return figures
}

// TooLarge reports whether a box took more memory than it may.
func (f Figures) TooLarge() bool { return f.Memory >= MemoryLimit }

// Cost writes the figures in one line.
func Cost(w io.Writer, figures Figures) {
	if figures.Cases == 0 {
		return
	}
	seconds := figures.Took.Seconds()
	fmt.Fprintf(w, "%d cases in %.0f s, %.1f s each; box up in %.1f s, peak memory %s (%s)\n",
		figures.Cases, seconds, seconds/float64(figures.Cases), figures.Up, memory.Text(figures.Memory), memory.Meaning)
	if figures.TooLarge() {
		fmt.Fprintf(w, "FAIL  a box must stay below %s\n", memory.Text(MemoryLimit))
	}
}
