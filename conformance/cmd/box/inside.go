package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/go-logr/logr"
	"k8s.io/klog/v2"
	"sigs.k8s.io/controller-runtime/pkg/log"

	"cdk8s-ml-mesh/conformance/internal/box"
	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/controlplane"
	"cdk8s-ml-mesh/conformance/internal/installs"
	"cdk8s-ml-mesh/conformance/internal/platform"
	"cdk8s-ml-mesh/conformance/internal/report"
	"cdk8s-ml-mesh/conformance/internal/scale"
)

// inside starts the box of one profile, runs its cases and leaves the results in a file.
func inside(options options) (int, error) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	// What the client libraries retry is not news; what does not work in the end is complained of.
	log.SetLogger(logr.Discard())
	klog.SetLogger(logr.Discard())

	profileName := os.Getenv(profileVariable)
	if profileName == installs.Topic {
		return insideInstalls(ctx, options)
	}
	if profileName == verdictsTopic {
		return insideVerdicts(ctx, options)
	}
	options.profile = profileName
	all, read, err := options.load()
	if err != nil {
		return trouble, err
	}
	if all, _, err = forThisIstio(all); err != nil {
		return trouble, err
	}
	all = ofThisTry(all)
	profile, err := options.settings()
	if err != nil {
		return trouble, err
	}
	started := time.Now()
	running, err := box.Start(ctx, options.home, filepath.Join(options.report, "logs", profile.Name), profile)
	if err != nil {
		return trouble, err
	}
	up := time.Since(started)
	fmt.Printf("box of profile %s up in %.1f s, %d cases\n", profile.Name, up.Seconds(), len(all))

	running.Progress = func(line string) { fmt.Println("      " + line) }
	running.Hasty = options.mutants != ""
	if options.scale != "" {
		running.Inspect = scale.Inspect
	}
	var results []report.Result
	err = running.Run(ctx, all, options.keep, func(result report.Result) {
		result = read(result)
		report.Line(os.Stdout, result)
		results = append(results, result)
	})
	if err != nil {
		return trouble, err
	}
	if options.keep {
		invite()
		<-ctx.Done()
	}
	return passed, options.writeBox(profile.Name, running, up, results)
}

func (o options) writeBox(profile string, running *box.Box, up time.Duration, results []report.Result) error {
	found := report.Box{Up: up.Seconds(), Memory: running.Memory.Peak(), Results: results}
	return writeFile(o.boxFile(profile), found, report.WriteBox)
}

// settings are the mesh-wide settings of the box.
func (o options) settings() (controlplane.Profile, error) {
	if o.platforms != "" {
		all, err := o.loadPlatforms()
		return all.Profiles[o.profile], err
	}
	if o.scale == "" {
		return controlplane.LoadProfile(o.profiles, o.profile)
	}
	fallback, err := controlplane.LoadProfile(o.profiles, cases.DefaultProfile)
	if err != nil {
		return controlplane.Profile{}, err
	}
	return platform.Profile(o.scale, o.profile, fallback)
}

// invite prints how to look around.
func invite() {
	fmt.Print(`
The box stays up until Ctrl-C. From another shell:
  conformance/enter kubectl get pods --all-namespaces
  conformance/enter istioctl analyze --all-namespaces
  conformance/enter ip netns list                     # one per pod with a proxy: NAMESPACE.POD
  conformance/enter ip netns exec NAMESPACE.POD curl localhost:15000/config_dump
`)
}
