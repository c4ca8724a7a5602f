package node

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
)

// countRefusals lets the kernel count how often somebody tries to connect to the ports of an application that is down.
func (p *Pod) countRefusals(ctx context.Context) error {
	return p.eachPort(ctx, "--append")
}

func (p *Pod) stopCounting(ctx context.Context) error {
	return p.eachPort(ctx, "--delete")
}

// eachPort adds or removes the rules that count and decide nothing.
func (p *Pod) eachPort(ctx context.Context, action string) error {
	var failed []error
	for _, port := range p.ports {
		_, err := p.iptables(ctx, slices.Concat([]string{"--table", "filter", action, "INPUT"}, firstTry(p.Address, port))...)
		failed = append(failed, err)
	}
	return errors.Join(failed...)
}

// firstTry matches what opens a connection, once: a kernel that does not hear of the refusal, because a busy machine has dropped it, asks
// again from the same port.
func firstTry(address string, port int) []string {
	return []string{
		"--destination", address, "--protocol", "tcp", "--syn", "--dport", strconv.Itoa(port),
		"--match", "hashlimit", "--hashlimit-name", "refusals", "--hashlimit-mode", "srcip,srcport,dstip,dstport",
		"--hashlimit-upto", "1/hour", "--hashlimit-burst", "1",
	}
}

// Refused is how many connections the application has refused since it went down: those that nobody accepted, and those that
// ztunnel could not hand over.
func (p *Pod) Refused(ctx context.Context) (int, error) {
	rules, err := p.iptables(ctx, "--table", "filter", "--list-rules", "INPUT", "--verbose")
	if err != nil {
		return 0, err
	}
	refused := counted(rules, p.Address)
	if p.captured != nil {
		refused += p.captured.Refused()
	}
	return refused, nil
}

// rule is one that counts, as iptables lists it: the address, then the packets.
var rule = regexp.MustCompile(`(?m)^-A INPUT -d ([0-9.]+)/32 .* -c ([0-9]+) `)

func counted(rules, address string) int {
	sum := 0
	for _, found := range rule.FindAllStringSubmatch(rules, -1) {
		packets, err := strconv.Atoi(found[2])
		if err == nil && found[1] == address {
			sum += packets
		}
	}
	return sum
}

// iptables runs in the network namespace of the pod.
func (p *Pod) iptables(ctx context.Context, args ...string) (string, error) {
	var output []byte
	err := p.Space.Do(func() (err error) {
		output, err = exec.CommandContext(ctx, "iptables", slices.Concat([]string{"--wait"}, args)...).CombinedOutput()
		return err
	})
	if err != nil {
		return "", fmt.Errorf("iptables of %s: %w: %s", p.Key, err, output)
	}
	return string(output), nil
}
