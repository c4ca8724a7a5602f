package outside

import (
	"crypto/tls"
	"fmt"
	"maps"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"sync"

	"cdk8s-ml-mesh/conformance/internal/echo"
	"cdk8s-ml-mesh/conformance/internal/network"
)

// Servers are those that run at the moment.
type Servers struct {
	authority *Authority
	network   *network.Network
	echo      *echo.Server
	hosts     string // the file that stands for DNS
	always    string // what it holds besides

	mu      sync.Mutex
	running map[string]*running
}

type running struct {
	address string
	users   int
	servers []*http.Server
}

// NewServers returns no servers yet. The file of hosts has a content of its own.
func NewServers(authority *Authority, network *network.Network, echo *echo.Server, hosts string) (*Servers, error) {
	always, err := os.ReadFile(hosts)
	return &Servers{authority: authority, network: network, echo: echo, hosts: hosts, always: string(always), running: map[string]*running{}}, err
}

// Start starts a server, unless it runs already for somebody else.
func (s *Servers) Start(host Host) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if known, ok := s.running[host.Name]; ok {
		known.users++
		return nil
	}
	started := &running{users: 1}
	s.running[host.Name] = started
	config, err := s.authority.Config(host.Name)
	if err != nil {
		return err
	}
	if started.address, err = s.network.AddAddress(); err != nil {
		return err
	}
	for _, port := range host.Ports {
		listener, err := s.network.Shared().Listen(net.JoinHostPort(started.address, strconv.Itoa(port)))
		if err != nil {
			return fmt.Errorf("%s: %w", host.Name, err)
		}
		started.servers = append(started.servers, s.echo.Serve(tls.NewListener(listener, config), echo.Backend{Name: host.Name, Port: port}))
	}
	return s.writeHosts()
}

// Stop ends a server that nobody needs any more.
func (s *Servers) Stop(host Host) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	known, ok := s.running[host.Name]
	if !ok {
		return nil
	}
	if known.users--; known.users > 0 {
		return nil
	}
	delete(s.running, host.Name)
	for _, server := range known.servers {
		_ = server.Close()
	}
	if err := s.network.RemoveAddress(known.address); err != nil {
		return err
	}
	return s.writeHosts()
}

// Addresses are the names of the servers by their addresses.
func (s *Servers) Addresses() map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	names := map[string]string{}
	for name, server := range s.running {
		names[server.address] = name
	}
	return names
}

// writeHosts writes into the file as it is: it is mounted.
func (s *Servers) writeHosts() error {
	text := s.always
	for _, name := range slices.Sorted(maps.Keys(s.running)) {
		text += s.running[name].address + " " + name + "\n"
	}
	return os.WriteFile(s.hosts, []byte(text), 0o644)
}
