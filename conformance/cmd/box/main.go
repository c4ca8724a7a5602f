package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"cdk8s-ml-mesh/conformance/internal/controlplane"
	"cdk8s-ml-mesh/conformance/internal/isolate"
	"cdk8s-ml-mesh/conformance/internal/network"
)

func main() {
	if !isolate.Inside() {
		code, err := isolate.Rerun()
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		os.Exit(code)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	t := time.Now()
	home := os.Getenv("H")
	check(isolate.Mount(home, "127.0.0.1 localhost\n10.244.0.1 istiod.istio-system.svc\n"))
	_, err := network.New()
	check(err)
	profile, err := controlplane.LoadProfile("profiles", "default")
	check(err)
	os.MkdirAll("/tmp/boxlogs", 0o755)
	plane, err := controlplane.Start(ctx, controlplane.Folders{Tools: isolate.Tools, CRDs: home + "/crds", Data: isolate.Data, Logs: "/tmp/boxlogs"}, profile)
	check(err)
	fmt.Println("up after", time.Since(t), plane.Kubeconfig())
	<-ctx.Done()
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
