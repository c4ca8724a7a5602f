package caller

import "testing"

func TestWorks(t *testing.T) {
	code := func(value int) *int { return &value }
	tests := []struct {
		name     string
		observed Observed
		works    bool
	}{
		{"an answer", Observed{Status: 200}, true},
		{"a redirect", Observed{Status: 302}, true},
		{"a refusal", Observed{Status: 403}, false},
		{"no answer", Observed{}, false},
		{"half an answer", Observed{Status: 200, Broken: "unexpected EOF"}, false},
		{"an RPC", Observed{Status: 200, GRPC: code(0)}, true},
		{"an RPC that fails", Observed{Status: 200, GRPC: code(14)}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if works := test.observed.Works(); works != test.works {
				t.Errorf("want %v, got %v", test.works, works)
			}
		})
	}
}
