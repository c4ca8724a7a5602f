// Package memory measures what a box takes of the machine's memory.
package memory

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// Meaning is what Peak counts, in words. A control group would know the true peak, but a machine lends one to few who ask.
const Meaning = "proportional set sizes and files in memory, sampled"

// every is how often a meter looks. A look at 60 proxies takes about 50 ms.
const every = 2 * time.Second

// Meter knows the most that a box has taken so far.
type Meter struct {
	proc, files string

	mu   sync.Mutex
	peak int64
}

// Watch measures until the context ends. The processes are those of the folder /proc, which must be the box's own; files is where
// its file system in memory is mounted.
func Watch(ctx context.Context, proc, files string) *Meter {
	meter := &Meter{proc: proc, files: files}
	go func() {
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for {
			meter.look()
			select {
			case <-ticker.C:
			case <-ctx.Done():
				return
			}
		}
	}()
	return meter
}

// Peak returns the most bytes that were in use at once, now included.
func (m *Meter) Peak() int64 {
	m.look()
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.peak
}

func (m *Meter) look() {
	used := processes(m.proc) + filesIn(m.files)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.peak = max(m.peak, used)
}

// processes sums the memory of every process, each page divided by how many share it.
func processes(proc string) int64 {
	files, _ := filepath.Glob(filepath.Join(proc, "[0-9]*", "smaps_rollup")) // the pattern is a constant
	var sum int64
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			continue // the process has ended
		}
		sum += proportional(content)
	}
	return sum
}

// proportional reads the anonymous memory and the mapped files of a process. Its part of files in memory (Pss_Shmem) is left out:
// the file system counts them.
func proportional(rollup []byte) int64 {
	var sum int64
	lines := bufio.NewScanner(bytes.NewReader(rollup))
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ":")
		if name != "Pss_Anon" && name != "Pss_File" {
			continue
		}
		kilobytes, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
		if err == nil {
			sum += kilobytes << 10
		}
	}
	return sum
}

func filesIn(folder string) int64 {
	var space unix.Statfs_t
	if err := unix.Statfs(folder, &space); err != nil {
		return 0
	}
	return int64(space.Blocks-space.Bfree) * space.Bsize
}

// Text writes bytes as a person reads them.
func Text(size int64) string { return fmt.Sprintf("%.1f GiB", float64(size)/(1<<30)) }
