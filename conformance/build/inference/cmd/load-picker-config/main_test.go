package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-logr/logr"
	ctrl "sigs.k8s.io/controller-runtime"
)

const (
	header  = "apiVersion: inference.networking.x-k8s.io/v1alpha1\nkind: EndpointPickerConfig\n"
	profile = "schedulingProfiles: [{ name: default, plugins: [{ pluginRef: queue-scorer }] }]\n"
	scorer  = "plugins: [{ type: queue-scorer }]\n"
)

func TestLoad(t *testing.T) {
	ctrl.SetLogger(logr.Discard())
	apiServer := discovery()
	defer apiServer.Close()
	tests := []struct {
		name, config string
		want         string // a part of the reason; empty: it is loaded
	}{
		{"smallest", header + scorer + profile, ""},
		{"data layer", header + "plugins: [{ type: queue-scorer }, { type: metrics-data-source }, { type: core-metrics-extractor }]\n" +
			"dataLayer: { sources: [{ pluginRef: metrics-data-source, extractors: [{ pluginRef: core-metrics-extractor }] }] }\n" + profile, ""},
		{"empty", " \n", "the file is empty"},
		{"not YAML", "a: : b", "mapping values"},
		{"group of a later picker", strings.Replace(header, "inference.networking.x-k8s.io", "llm-d.ai", 1) + scorer + profile, "no kind"},
		{"unknown field", header + scorer + profile + "extra: 1\n", "unknown field"},
		{"unknown gate", header + "featureGates: [flowcontrol]\n" + scorer + profile, "unknown or unregistered"},
		{"unknown plugin", header + "plugins: [{ type: queue-scorers }]\n" + profile, "not registered"},
		{"undefined reference", header + "plugins: [{ type: kv-cache-utilization-scorer }]\n" + profile, "undefined plugin"},
		{"parameter out of range", header + "plugins: [{ type: queue-scorer }, { type: utilization-detector, parameters: { queueDepthThreshold: -1 } }]\n" + profile, "strictly positive"},
		{"not a data source", header + scorer + "dataLayer: { sources: [{ pluginRef: queue-scorer, extractors: [] }] }\n" + profile, "not a fwkdl.DataSource"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "config.yaml")
			if err := os.WriteFile(file, []byte(test.config), 0o600); err != nil {
				t.Fatal(err)
			}
			err := load(file, apiServer.URL)
			switch {
			case test.want == "" && err != nil:
				t.Error(err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("want an error with %q, got %v", test.want, err)
			}
		})
	}
}
