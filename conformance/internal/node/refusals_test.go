package node

import "testing"

func TestCounted(t *testing.T) {
	const rules = `-P INPUT ACCEPT -c 12 345
-A INPUT -d 10.244.1.2/32 -p tcp -m tcp --dport 8080 --tcp-flags FIN,SYN,RST,ACK SYN -c 3 180
-A INPUT -d 10.244.1.2/32 -p tcp -m tcp --dport 9090 --tcp-flags FIN,SYN,RST,ACK SYN -c 1 60
-A INPUT -d 10.244.1.20/32 -p tcp -m tcp --dport 8080 --tcp-flags FIN,SYN,RST,ACK SYN -c 5 300
`
	for address, want := range map[string]int{"10.244.1.2": 4, "10.244.1.20": 5, "10.244.1.3": 0} {
		if got := counted(rules, address); got != want {
			t.Errorf("%s: want %d, got %d", address, want, got)
		}
	}
}
