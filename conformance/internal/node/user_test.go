package node

import (
	"slices"
	"testing"
)

func TestExempt(t *testing.T) {
	tests := []struct{ args, want []string }{
		{[]string{"istio-iptables", "-p", "15001", "-u", "1337", "-m", "REDIRECT"}, []string{"istio-iptables", "-p", "15001", "-u", "2000000", "-m", "REDIRECT"}},
		{[]string{"istio-iptables", "-p", "15001"}, []string{"istio-iptables", "-p", "15001"}},
	}
	for _, test := range tests {
		given := slices.Clone(test.args)
		if got := exempt(test.args, 2000000); !slices.Equal(got, test.want) {
			t.Errorf("want %v, got %v", test.want, got)
		}
		if !slices.Equal(test.args, given) {
			t.Errorf("the arguments of the container were changed to %v", test.args)
		}
	}
}
