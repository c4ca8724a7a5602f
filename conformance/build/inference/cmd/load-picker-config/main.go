// Command load-picker-config loads EndpointPickerConfig files with the endpoint picker's own loader: decoding, feature gates, every
// plugin with its parameters, profiles, data layer and flow control. It is what the picker does at its start, until it begins to watch
// the cluster.
//
// It prints a line `FILE: ok` or `FILE: REASON` for each file and exits with 1 if one is refused.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/go-logr/logr"
	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/gateway-api-inference-extension/cmd/epp/runner"
	"sigs.k8s.io/gateway-api-inference-extension/pkg/epp/server"
)

func main() {
	ctrl.SetLogger(logr.Discard())
	if len(os.Args) == 1 {
		fmt.Fprintln(os.Stderr, "usage: load-picker-config FILE...")
		os.Exit(2)
	}
	if !loadAll(os.Args[1:]) {
		os.Exit(1)
	}
}

// loadAll prints a line for each file and reports whether all are loaded.
func loadAll(files []string) bool {
	apiServer := discovery()
	defer apiServer.Close()
	all := true
	for _, file := range files {
		verdict := "ok"
		if err := load(file, apiServer.URL); err != nil {
			verdict = strings.Join(strings.Fields(err.Error()), " ")
			all = false
		}
		fmt.Printf("%s: %s\n", file, verdict)
	}
	return all
}

func load(file, apiServer string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	// Without a configuration the picker takes its own, which says nothing about the file.
	if len(bytes.TrimSpace(content)) == 0 {
		return fmt.Errorf("the file is empty")
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	options := server.NewOptions()
	options.PoolName, options.PoolNamespace = "pool", "default"
	options.ConfigText = string(content)
	_, _, err = runner.NewTestRunnerSetup(ctx, &rest.Config{Host: apiServer}, options, nil, nil)
	return err
}
