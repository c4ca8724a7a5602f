package controlplane

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// Channel is a release channel of the Gateway API.
type Channel string

// The channels of the Gateway API.
const (
	Standard     Channel = "standard"
	Experimental Channel = "experimental"
)

// Profile is a set of mesh-wide settings. Every profile has a control plane of its own.
type Profile struct {
	Name    string  `json:"-"`
	About   string  `json:"about"`
	Channel Channel `json:"channel"`
	// Operator is the spec of an IstioOperator, as `istioctl install -f` reads it.
	Operator map[string]any `json:"operator"`
	// Manifests are applied before any case: policies and telemetry of the root namespace.
	Manifests []string `json:"manifests,omitempty"`
}

// LoadProfile reads the profile of that name from the folder.
func LoadProfile(folder, name string) (Profile, error) {
	content, err := os.ReadFile(filepath.Join(folder, name+".yaml"))
	if err != nil {
		return Profile{}, fmt.Errorf("profile: %w", err)
	}
	profile := Profile{Name: name}
	if err := yaml.UnmarshalStrict(content, &profile); err != nil {
		return Profile{}, fmt.Errorf("profile %s: %w", name, err)
	}
	if profile.Channel != Standard && profile.Channel != Experimental {
		return Profile{}, fmt.Errorf("profile %s: channel is %q, want standard or experimental", name, profile.Channel)
	}
	for i, manifest := range profile.Manifests {
		profile.Manifests[i] = filepath.Join(folder, manifest)
	}
	return profile, nil
}

// Istiod is the name of the profile's istiod, which a revision is part of.
func (p Profile) Istiod() string {
	if revision := p.revision(); revision != "" {
		return istiodName + "-" + revision
	}
	return istiodName
}

// DefaultDomain is the domain of Services unless a cluster is told otherwise.
const DefaultDomain = "cluster.local"

func (p Profile) clusterDomain() string {
	domain, _, _ := unstructured.NestedString(p.Operator, "values", "global", "proxy", "clusterDomain")
	return cmp.Or(domain, DefaultDomain)
}

// revision is empty for the default one.
func (p Profile) revision() string {
	revision, _ := p.Operator["revision"].(string)
	if revision == "default" {
		return ""
	}
	return revision
}

const istiodName = "istiod"
