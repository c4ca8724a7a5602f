package node

import (
	"context"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"
	"k8s.io/apimachinery/pkg/util/wait"
)

func TestCounted(t *testing.T) {
	const rules = `-P INPUT ACCEPT -c 12 345
-A INPUT -d 10.244.1.2/32 -p tcp -m tcp --dport 8080 --tcp-flags FIN,SYN,RST,ACK SYN -c 3 180
-A INPUT -d 10.244.1.2/32 -p tcp -m tcp --dport 9090 --tcp-flags FIN,SYN,RST,ACK SYN -m hashlimit --hashlimit-upto 1/hour --hashlimit-burst 1 --hashlimit-name refusals -c 1 60
-A INPUT -d 10.244.1.20/32 -p tcp -m tcp --dport 8080 --tcp-flags FIN,SYN,RST,ACK SYN -c 5 300
`
	for address, want := range map[string]int{"10.244.1.2": 4, "10.244.1.20": 5, "10.244.1.3": 0} {
		if got := counted(rules, address); got != want {
			t.Errorf("%s: want %d, got %d", address, want, got)
		}
	}
}

// The refusal is lost on its way, so that the kernel tries once more.
func TestCountsEachConnectionOnce(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root has network namespaces")
	}
	runtime.LockOSThread() // and never unlocked: the thread ends with the test, and its network namespace too
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		t.Fatal(err)
	}
	const address, port, every = "127.0.0.1", 8080, "127.0.0.2"
	run := func(name string, args ...string) string {
		t.Helper()
		output, err := exec.Command(name, args...).CombinedOutput()
		if err != nil {
			t.Fatalf("%s %v: %v: %s", name, args, err, output)
		}
		return string(output)
	}
	rules := func() string { return run("iptables", "--list-rules", "INPUT", "--verbose") }
	run("ip", "link", "set", "lo", "up")
	for _, to := range []string{address, every} {
		run("iptables", slices.Concat([]string{"--append", "INPUT"}, firstTry(to, port))...)
	}
	run("iptables", "--append", "INPUT", "--destination", every, "--protocol", "tcp", "--syn")
	run("iptables", "--append", "OUTPUT", "--protocol", "tcp", "--tcp-flags", "RST", "RST", "--jump", "DROP")
	for _, to := range [][4]byte{{127, 0, 0, 1}, {127, 0, 0, 1}, {127, 0, 0, 2}} {
		connection, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_NONBLOCK, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer unix.Close(connection)
		if err := unix.Connect(connection, &unix.SockaddrInet4{Addr: to, Port: port}); err != unix.EINPROGRESS {
			t.Fatal(err)
		}
	}
	// The rule that counts every try says when there was a second one; those to the other address came before it.
	err := wait.PollUntilContextTimeout(t.Context(), 10*time.Millisecond, time.Minute, true, func(context.Context) (bool, error) {
		return counted(rules(), every) >= 3, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := counted(rules(), address); got != 2 {
		t.Errorf("want 2, got %d", got)
	}
}
