// Package process starts the programs of a box and ends them.
package process

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"
)

const grace = 3 * time.Second

// Spec describes a program to run.
type Spec struct {
	Name string // for messages
	Path string
	Args []string
	Env  []string
	Dir  string
	Log  string // file that receives the program's output
	User uint32 // owner of the program and of its log
	Root string // the program's root folder, in which Path and Dir then lie; empty: that of the box
}

// Process is a running program.
type Process struct {
	name string
	log  string
	cmd  *exec.Cmd
	done chan struct{}
	err  error
}

// Start runs the program in a process group of its own. It inherits the network namespace of the calling thread.
func Start(spec Spec) (*Process, error) {
	log, err := os.OpenFile(spec.Log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	// A proxy opens /dev/stdout anew for its access log, which only the file's owner may.
	if err := log.Chown(int(spec.User), int(spec.User)); err != nil {
		return nil, err
	}
	cmd := exec.Command(spec.Path, spec.Args...)
	cmd.Env, cmd.Dir, cmd.Stdout, cmd.Stderr = spec.Env, spec.Dir, log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Chroot: spec.Root}
	if spec.User != 0 {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: spec.User, Gid: spec.User}
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", spec.Name, err)
	}
	process := &Process{name: spec.Name, log: spec.Log, cmd: cmd, done: make(chan struct{})}
	go func() {
		process.err = cmd.Wait()
		close(process.done)
	}()
	return process, nil
}

// Run starts the program and waits for its end.
func Run(ctx context.Context, spec Spec) error {
	process, err := Start(spec)
	if err != nil {
		return err
	}
	select {
	case <-process.done:
		if process.err != nil {
			return fmt.Errorf("%s: %w, see %s", spec.Name, process.err, spec.Log)
		}
		return nil
	case <-ctx.Done():
		process.Stop()
		return ctx.Err()
	}
}

// Failed returns an error once the program has ended: none of the programs of a box ends by itself.
func (p *Process) Failed() error {
	select {
	case <-p.done:
		return fmt.Errorf("%s ended (%v), see %s", p.name, p.err, p.log)
	default:
		return nil
	}
}

// Pid returns the program's process id.
func (p *Process) Pid() int { return p.cmd.Process.Pid }

// Stop ends the program's process group, at first politely.
func (p *Process) Stop() {
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGTERM)
	select {
	case <-p.done:
	case <-time.After(grace):
	}
	p.Kill()
}

// Kill ends the program's process group at once.
func (p *Process) Kill() {
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	<-p.done
}
