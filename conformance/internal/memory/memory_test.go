package memory

import (
	"os"
	"path/filepath"
	"testing"
)

const rollup = `00400000-7ffd3a5f9000 ---p 00000000 00:00 0                              [rollup]
Rss:                1000 kB
Pss:                 700 kB
Pss_Dirty:           500 kB
Pss_Anon:            400 kB
Pss_File:            200 kB
Pss_Shmem:           100 kB
Anonymous:           900 kB
`

// write makes a folder like /proc with a process of each name.
func write(t *testing.T, names ...string) string {
	t.Helper()
	proc := t.TempDir()
	for _, name := range names {
		if err := os.MkdirAll(filepath.Join(proc, name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(proc, name, "smaps_rollup"), []byte(rollup), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return proc
}

func TestProcesses(t *testing.T) {
	if got, want := processes(write(t, "1", "23", "self")), int64(2*600<<10); got != want {
		t.Errorf("want the shares of two processes without files in memory, %d, got %d", want, got)
	}
}

func TestPeakStays(t *testing.T) {
	proc := write(t, "1", "2")
	meter := Watch(t.Context(), proc, filepath.Join(proc, "none"))
	if got := meter.Peak(); got != 2*600<<10 {
		t.Errorf("got %d", got)
	}
	if err := os.RemoveAll(filepath.Join(proc, "2")); err != nil {
		t.Fatal(err)
	}
	if got := meter.Peak(); got != 2*600<<10 {
		t.Errorf("the peak has become %d", got)
	}
}

func TestProcessesOfThisMachine(t *testing.T) {
	if processes("/proc") == 0 {
		t.Error("no process takes any memory")
	}
	if filesIn("/none") != 0 {
		t.Error("a folder that does not exist takes memory")
	}
}
