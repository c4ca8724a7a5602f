package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"
)

// resource is a kind that the picker watches.
type resource struct {
	group, version, kind, plural string
}

var watched = []resource{
	{"", "v1", "Pod", "pods"},
	{"inference.networking.k8s.io", "v1", "InferencePool", "inferencepools"},
	{"inference.networking.x-k8s.io", "v1alpha2", "InferenceObjective", "inferenceobjectives"},
	{"inference.networking.x-k8s.io", "v1alpha2", "InferenceModelRewrite", "inferencemodelrewrites"},
}

// discovery serves the names of the kinds that the picker watches and nothing else: it sets up its watches before it starts them.
func discovery() *httptest.Server {
	groups := map[string]any{}
	resources := map[string][]any{} // by group and version
	for _, one := range watched {
		version := schema.GroupVersion{Group: one.group, Version: one.version}.String()
		resources[version] = append(resources[version], map[string]any{
			"name": one.plural, "kind": one.kind, "namespaced": true, "verbs": []string{"get", "list", "watch"},
		})
		if one.group != "" {
			served := map[string]any{"groupVersion": version, "version": one.version}
			groups[one.group] = map[string]any{"name": one.group, "versions": []any{served}, "preferredVersion": served}
		}
	}
	var list []any
	for _, group := range groups {
		list = append(list, group)
	}
	mux := http.NewServeMux()
	answer := func(path string, content map[string]any) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(content)
		})
	}
	answer("/api", map[string]any{"kind": "APIVersions", "versions": []string{"v1"}})
	answer("/apis", map[string]any{"kind": "APIGroupList", "groups": list})
	for version, kinds := range resources {
		path := "/apis/" + version
		if !strings.Contains(version, "/") {
			path = "/api/" + version
		}
		answer(path, map[string]any{"kind": "APIResourceList", "groupVersion": version, "resources": kinds})
	}
	return httptest.NewServer(mux)
}
