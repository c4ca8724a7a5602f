package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"cdk8s-ml-mesh/conformance/internal/box"
	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/controlplane"
	"cdk8s-ml-mesh/conformance/internal/installs"
	"cdk8s-ml-mesh/conformance/internal/isolate"
	"cdk8s-ml-mesh/conformance/internal/report"
)

// loadInstalls returns the install files to judge: none where something else than the cases is run.
func (o options) loadInstalls() ([]installs.Case, error) {
	special := len(o.manifests) > 0 || o.platforms != "" || o.scale != "" || o.breakages != "" || o.observe != "" || o.mutants != ""
	if special || o.keep || o.profile != "" || o.installs == "" {
		return nil, nil
	}
	if len(o.names) > 0 && !slices.ContainsFunc(o.names, installs.IsName) {
		return nil, nil
	}
	all, err := installs.LoadAll(o.installs, o.installFiles)
	if err != nil {
		return nil, err
	}
	return installs.Select(all, o.names)
}

// judgeInstalls does so in a box of its own.
func (o options) judgeInstalls() (report.Box, error) {
	all, err := o.loadInstalls()
	if err != nil || len(all) == 0 {
		return report.Box{}, err
	}
	return o.rerun(installs.Topic)
}

// insideInstalls starts the control plane that takes over one mesh config after the other.
func insideInstalls(ctx context.Context, options options) (int, error) {
	all, err := options.loadInstalls()
	if err != nil {
		return trouble, err
	}
	profile, err := controlplane.LoadProfile(options.profiles, cases.DefaultProfile)
	if err != nil {
		return trouble, err
	}
	logs := filepath.Join(options.report, "logs", installs.Topic)
	started := time.Now()
	running, err := box.Start(ctx, options.home, logs, profile)
	if err != nil {
		return trouble, err
	}
	up := time.Since(started)
	fmt.Printf("box for install files up in %.1f s, %d cases\n", up.Seconds(), len(all))

	tools := installs.Tools{
		Istioctl: filepath.Join(isolate.Tools, "istioctl"),
		Helm:     filepath.Join(isolate.Tools, "helm"),
		Charts:   filepath.Join(options.home, "charts"),
	}
	istiod := installs.Istiod{
		Cluster: running.Plane.Cluster, Namespace: "istio-system", Debug: controlplane.IstiodDebug, Log: filepath.Join(logs, "istiod.log"),
	}
	var results []report.Result
	err = installs.Run(ctx, tools, istiod, all, func(result report.Result) {
		report.Line(os.Stdout, result)
		results = append(results, result)
	})
	if err != nil {
		return trouble, err
	}
	return passed, options.writeBox(installs.Topic, running, up, results)
}
