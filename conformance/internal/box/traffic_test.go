package box

import (
	"sync"
	"testing"

	"cdk8s-ml-mesh/conformance/internal/caller"
	"cdk8s-ml-mesh/conformance/internal/cases"
)

func TestVolume(t *testing.T) {
	tests := []struct {
		name          string
		request       cases.Request
		times, atOnce int
	}{
		{"once", cases.Request{}, 1, 1},
		{"several times", cases.Request{Send: cases.Send{Times: 10}}, 10, 1},
		{"at once", cases.Request{Send: cases.Send{Times: 10, Concurrency: 4}}, 10, 4},
		{"a split", cases.Request{Expect: cases.Expect{Split: map[string]float64{"a": 1}}}, samples, connections},
		{"shares of copies", cases.Request{Expect: cases.Expect{Mirrors: &cases.Mirrors{Shares: map[string]float64{"a": 0.5}}}}, samples, connections},
		{"copies of each", cases.Request{Expect: cases.Expect{Mirrors: &cases.Mirrors{Names: []string{"a"}}}}, 1, 1},
	}
	shares := cases.Request{Expect: cases.Expect{Split: map[string]float64{"a": 1}}}
	if times, atOnce := (&Box{Hasty: true}).volume(shares); times != hastySamples || atOnce != connections {
		t.Errorf("in haste: got %d, %d at once", times, atOnce)
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if times, atOnce := (&Box{}).volume(test.request); times != test.times || atOnce != test.atOnce {
				t.Errorf("want %d, %d at once, got %d, %d at once", test.times, test.atOnce, times, atOnce)
			}
		})
	}
}

// TestSendAtOnce ends only if as many requests as asked for are under way together.
func TestSendAtOnce(t *testing.T) {
	const times, atOnce = 12, 4
	var together sync.WaitGroup
	together.Add(atOnce)
	var mu sync.Mutex
	calls := 0
	sent := send(times, atOnce, func() caller.Observed {
		mu.Lock()
		calls++
		first := calls <= atOnce
		mu.Unlock()
		if first {
			together.Done()
			together.Wait()
		}
		return caller.Observed{Status: 200}
	})
	if calls != times || len(sent) != times {
		t.Fatalf("sent %d, observed %d", calls, len(sent))
	}
	for i, one := range sent {
		if one.Status != 200 {
			t.Errorf("%d is not observed", i)
		}
	}
}
