package node

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	health "google.golang.org/grpc/health/grpc_health_v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/apimachinery/pkg/util/wait"
)

const (
	// probeLimit is how long a program may take to become ready. It bounds failures.
	probeLimit  = 2 * time.Minute
	probePoll   = 100 * time.Millisecond
	probeAnswer = time.Second
)

// awaitPrograms waits until the readiness probes of the pod's programs pass, in the form that they have after injection. One that
// stands by for another waits for its turn, however long that takes.
func (p *Pod) awaitPrograms(ctx context.Context, object *corev1.Pod) error {
	for _, container := range programContainers(object) {
		limit, poll := probeLimit, probePoll
		if elects(container) {
			limit, poll = turnLimit, turnPoll
		}
		var last error
		err := wait.PollUntilContextTimeout(ctx, poll, limit, true, func(ctx context.Context) (bool, error) {
			last = errors.Join(p.probe(ctx, container, container.ReadinessProbe), p.serves(ctx, container.Name))
			return last == nil, p.failed()
		})
		if err != nil {
			return fmt.Errorf("container %s is not ready, see %s: %w, %w", container.Name, p.Log, err, last)
		}
	}
	return p.failed()
}

// hopeless is how old a program is that will not become ready any more: those that do take a few seconds.
const hopeless = 15 * time.Second

// Hopeless reports whether the programs of the pod have ended, or should have been ready long ago.
func (p *Pod) Hopeless() bool {
	if p.failed() != nil {
		return true
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.ContainsFunc(p.programs, func(program *program) bool { return time.Since(program.started) > hopeless })
}

// failed returns an error if a program of the pod has ended.
func (p *Pod) failed() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, program := range p.programs {
		if err := program.process.Failed(); err != nil {
			return err
		}
	}
	return nil
}

// probe asks once, as the kubelet does: from the node, which is not part of the mesh.
func (p *Pod) probe(ctx context.Context, container corev1.Container, probe *corev1.Probe) error {
	if probe == nil {
		return nil
	}
	handler := probe.ProbeHandler
	ctx, cancel := context.WithTimeout(ctx, probeAnswer)
	defer cancel()
	switch {
	case handler.GRPC != nil:
		service := ""
		if handler.GRPC.Service != nil {
			service = *handler.GRPC.Service
		}
		return probeGRPC(ctx, net.JoinHostPort(p.Address, strconv.Itoa(int(handler.GRPC.Port))), service)
	case handler.HTTPGet != nil:
		return probeHTTP(ctx, net.JoinHostPort(p.Address, portOf(handler.HTTPGet.Port, container)), handler.HTTPGet)
	case handler.TCPSocket != nil:
		connection, err := (&net.Dialer{}).DialContext(ctx, "tcp4", net.JoinHostPort(p.Address, portOf(handler.TCPSocket.Port, container)))
		if err == nil {
			_ = connection.Close()
		}
		return err
	default:
		return nil // a command inside the container: the box has no shell for it
	}
}

// serves asks whether the program of the container takes connections. The picker calls itself ready up to a second before it has
// made the certificate that it serves with; a box asks at once and would only measure that.
func (p *Pod) serves(ctx context.Context, container string) error {
	p.mu.Lock()
	served := slices.Clone(p.programs)
	p.mu.Unlock()
	for _, program := range served {
		if program.container != container {
			continue
		}
		connection, err := p.Dial(ctx, net.JoinHostPort(p.Address, strconv.Itoa(program.port)))
		if err != nil {
			return err
		}
		_ = connection.Close()
	}
	return nil
}

func portOf(port intstr.IntOrString, container corev1.Container) string {
	for _, declared := range container.Ports {
		if port.Type == intstr.String && declared.Name == port.StrVal {
			return strconv.Itoa(int(declared.ContainerPort))
		}
	}
	return port.String()
}

func probeHTTP(ctx context.Context, address string, action *corev1.HTTPGetAction) error {
	url := "http://" + address + "/" + strings.TrimPrefix(action.Path, "/")
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode < http.StatusOK || response.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s answers %d", url, response.StatusCode)
	}
	return nil
}

func probeGRPC(ctx context.Context, address, service string) error {
	connection, err := grpc.NewClient("passthrough:///"+address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer connection.Close()
	answer, err := health.NewHealthClient(connection).Check(ctx, &health.HealthCheckRequest{Service: service})
	if err != nil {
		return err
	}
	if answer.Status != health.HealthCheckResponse_SERVING {
		return fmt.Errorf("the health of %q is %s", service, answer.Status)
	}
	return nil
}
