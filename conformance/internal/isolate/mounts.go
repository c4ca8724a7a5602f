package isolate

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// Root is the folder in memory that a box works in. It exists only in the box's mount namespace.
const Root = "/run"

// Folders of a box, under Root.
const (
	Tools = Root + "/box/tools" // the programs, readable by the proxies' user, whom the cache in root's home is closed to
	Data  = Root + "/box/data"
	Pods  = Root + "/box/pods"

	Template = Tools + "/envoy_bootstrap.json"
)

// trusted is where programs find the authorities that everybody trusts, on a system with Debian's ca-certificates.
const trusted = "/etc/ssl/certs/ca-certificates.crt"

// Hosts is the file behind the box's own /etc/hosts.
const Hosts = Data + "/hosts"

// Mount gives the box its own /proc, /run, /etc/hosts and trusted authority, a /dev that stays as it is, and binds the programs of home to Tools.
func Mount(home, hosts string, authority []byte) error {
	steps := []func() error{
		func() error { return unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, "") },
		func() error {
			return unix.Mount("proc", "/proc", "proc", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, "")
		},
		keepDevices,
		func() error { return unix.Mount("tmpfs", Root, "tmpfs", unix.MS_NOSUID|unix.MS_NODEV, "mode=0755") },
		func() error { return makeFolders(Tools, Data, Pods, Root+"/netns") },
		func() error { return bindPrograms(filepath.Join(home, "bin")) },
		func() error { return writeTemplate(filepath.Join(home, "envoy_bootstrap.json"), Template) },
		func() error { return bindFile(Hosts, []byte(hosts), "/etc/hosts") },
		func() error { return bindFile(Data+"/trusted.pem", authority, trusted) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return fmt.Errorf("mount the box: %w", err)
		}
	}
	return nil
}

// keepDevices lets programs use what is in /dev, which is the host's own, and neither add nor replace anything: many run as root, and
// one that writes a file by renaming another would leave the host without its /dev/stdout.
func keepDevices() error {
	if err := unix.Mount("/dev", "/dev", "", unix.MS_BIND|unix.MS_REC, ""); err != nil {
		return err
	}
	return unix.Mount("", "/dev", "", unix.MS_BIND|unix.MS_REMOUNT|unix.MS_RDONLY|unix.MS_NOSUID, "")
}

func makeFolders(folders ...string) error {
	for _, folder := range folders {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
	}
	return nil
}

// bindPrograms binds each program by itself, because the entries of home are links to different folders of the cache.
func bindPrograms(bin string) error {
	entries, err := os.ReadDir(bin)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		program, err := filepath.EvalSymlinks(filepath.Join(bin, entry.Name()))
		if err != nil {
			return err
		}
		target := filepath.Join(Tools, entry.Name())
		if err := os.WriteFile(target, nil, 0o755); err != nil {
			return err
		}
		if err := unix.Mount(program, target, "", unix.MS_BIND, ""); err != nil {
			return fmt.Errorf("%s: %w", entry.Name(), err)
		}
	}
	return nil
}

// writeTemplate switches off the metadata discovery of Istio's bootstrap template, an extension of Istio's own Envoy build.
func writeTemplate(from, to string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	const wanted, never = "{{- if .metadata_discovery }}", "{{- if false }}"
	return os.WriteFile(to, bytes.ReplaceAll(content, []byte(wanted), []byte(never)), 0o644)
}

// bindFile lets a file of the box stand for one of the system, which must be there.
func bindFile(file string, content []byte, target string) error {
	if err := os.WriteFile(file, content, 0o644); err != nil {
		return err
	}
	if err := unix.Mount(file, target, "", unix.MS_BIND, ""); err != nil {
		return fmt.Errorf("%s: %w", target, err)
	}
	return nil
}
