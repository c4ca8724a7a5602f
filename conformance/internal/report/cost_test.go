package report

import (
	"strings"
	"testing"
	"time"
)

func TestCost(t *testing.T) {
	large, small := Box{Up: 8.1, Memory: 2 << 30, Results: results()}, Box{Up: 12.34, Memory: 1 << 30, Results: results()[:3]}
	skipped := Box{Results: results()[4:]}
	tests := []struct {
		name  string
		boxes []Box
		want  string
	}{
		{"the slowest and the largest box", []Box{skipped, large, small}, "8 cases in 20 s, 2.5 s each; box up in 12.3 s, peak memory 2.0 GiB (proportional set sizes and files in memory, sampled)\n"},
		{"nothing ran", []Box{skipped}, ""},
		{"too large", []Box{{Up: 1, Memory: MemoryLimit, Results: results()[:1]}}, "1 cases in 20 s, 20.0 s each; box up in 1.0 s, peak memory 6.0 GiB (proportional set sizes and files in memory, sampled)\nFAIL  a box must stay below 6.0 GiB\n"},
	}
	for _, test := range tests {
		var text strings.Builder
		figures := Measure(test.boxes, 20*time.Second)
		Cost(&text, figures)
		if text.String() != test.want {
			t.Errorf("%s: got %q", test.name, text.String())
		}
		if figures.TooLarge() != strings.Contains(test.want, "FAIL") {
			t.Errorf("%s: too large: %t", test.name, figures.TooLarge())
		}
	}
}
