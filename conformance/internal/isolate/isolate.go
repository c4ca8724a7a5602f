// Package isolate runs this program again in namespaces of its own, so that nothing of a box touches the host or outlives it.
package isolate

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

const inside = "CDK8S_ML_MESH_INSIDE_BOX"

// Inside reports whether this process is the first one of a box.
func Inside() bool { return os.Getenv(inside) != "" }

// Rerun starts the program again with the same arguments as process 1 of new process, mount and network namespaces, tells
// its process id, and returns its exit code. When process 1 ends, for whatever reason, the kernel ends every process of the
// box.
func Rerun(started func(pid int) error, env ...string) (int, error) {
	// Pdeathsig follows the thread that forks, which therefore must not end before the process does.
	runtime.LockOSThread()
	command := exec.Command("/proc/self/exe", os.Args[1:]...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	command.Env = append(append(os.Environ(), inside+"=1"), env...)
	command.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: unix.CLONE_NEWPID | unix.CLONE_NEWNS | unix.CLONE_NEWNET,
		Pdeathsig:  syscall.SIGKILL,
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	if err := command.Start(); err != nil {
		return 1, fmt.Errorf("start the box (needs root): %w", err)
	}
	go forward(signals, command.Process)
	if err := started(command.Process.Pid); err != nil {
		_ = command.Process.Kill()
		return 1, err
	}
	err := command.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exitCode(exit), nil
	}
	return 0, err
}

// forward lets the box tear itself down at the first signal and kills it at the second.
func forward(signals <-chan os.Signal, process *os.Process) {
	_ = process.Signal(<-signals)
	<-signals
	_ = process.Kill()
}

func exitCode(exit *exec.ExitError) int {
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return exit.ExitCode()
}
