// Package controlplane starts what decides in a box: kube-apiserver with etcd, kube-controller-manager and istiod.
package controlplane

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/rest"

	"cdk8s-ml-mesh/conformance/internal/cluster"
	"cdk8s-ml-mesh/conformance/internal/process"
)

const (
	startLimit = 90 * time.Second
	pollEvery  = 50 * time.Millisecond
)

// Folders tells a control plane where things are.
type Folders struct {
	Tools string // programs
	CRDs  string
	Data  string
	Logs  string
}

// Plane is a running control plane.
type Plane struct {
	Config  *rest.Config
	Cluster *cluster.Cluster

	folders   Folders
	data      string
	profile   Profile
	install   *install
	processes []*process.Process
}

// Start brings the control plane up with the settings of the profile.
func Start(ctx context.Context, folders Folders, profile Profile) (*Plane, error) {
	plane := &Plane{folders: folders, data: folders.Data, profile: profile}
	if err := os.MkdirAll(plane.path("certificates"), 0o755); err != nil {
		return nil, err
	}
	// Rendering the install needs no server, so it runs while the API server starts.
	rendered := make(chan error, 1)
	go func() { rendered <- plane.renderInstall(ctx) }()
	if err := plane.startAPIServer(ctx); err != nil {
		return plane, err
	}
	if err := <-rendered; err != nil {
		return plane, err
	}
	return plane, plane.startMesh(ctx)
}

func (p *Plane) startMesh(ctx context.Context) error {
	var err error
	if p.Cluster, err = cluster.Connect(p.Config); err != nil {
		return err
	}
	if err := p.startControllerManager(); err != nil {
		return err
	}
	if err := p.applyCRDs(ctx); err != nil {
		return err
	}
	if err := p.applySettings(ctx); err != nil {
		return err
	}
	if err := p.startIstiod(ctx); err != nil {
		return err
	}
	return p.installWebhooks(ctx)
}

// Kubeconfig is the file for kubectl, istioctl and istiod.
func (p *Plane) Kubeconfig() string { return p.path("kubeconfig") }

// ClusterDomain is what the names of Services end in.
func (p *Plane) ClusterDomain() string { return p.profile.clusterDomain() }

// Failed returns an error if one of the programs has ended.
func (p *Plane) Failed() error {
	for _, process := range p.processes {
		if err := process.Failed(); err != nil {
			return err
		}
	}
	return nil
}

// Stop ends the programs, the last started first.
func (p *Plane) Stop() {
	for i := len(p.processes) - 1; i >= 0; i-- {
		p.processes[i].Kill()
	}
}

// start runs one of the programs of the tools folder under its own name.
func (p *Plane) start(spec process.Spec) error {
	spec.Path = filepath.Join(p.folders.Tools, spec.Name)
	spec.Dir = p.data
	spec.Log = filepath.Join(p.folders.Logs, spec.Name+".log")
	started, err := process.Start(spec)
	if err == nil {
		p.processes = append(p.processes, started)
	}
	return err
}

// until polls the condition and fails early when a program has ended.
func (p *Plane) until(ctx context.Context, what string, condition func(context.Context) bool) error {
	err := wait.PollUntilContextTimeout(ctx, pollEvery, startLimit, true, func(ctx context.Context) (bool, error) {
		return condition(ctx), p.Failed()
	})
	if err != nil {
		return fmt.Errorf("wait for %s: %w", what, err)
	}
	return nil
}
