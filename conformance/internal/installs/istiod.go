package installs

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	meshconfig "istio.io/api/mesh/v1alpha1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/wait"
	"sigs.k8s.io/yaml"

	"cdk8s-ml-mesh/conformance/internal/cluster"
)

const (
	adoptPoll  = 50 * time.Millisecond
	adoptLimit = 30 * time.Second
)

// Istiod is a running one of the default revision.
type Istiod struct {
	Cluster   *cluster.Cluster
	Namespace string
	Debug     string // URL
	Log       string // file
}

// adopt gives istiod the mesh config as its own and compares what is then in force with what is asked for.
func (i Istiod) adopt(ctx context.Context, found rendered, marker string) ([]string, error) {
	asked, err := strictly(found.mesh)
	if err != nil {
		return []string{"the mesh config is not one: " + err.Error()}, nil
	}
	logged, err := i.logged(0)
	if err != nil {
		return nil, err
	}
	if err := i.apply(ctx, found.settings, marker); err != nil {
		return nil, err
	}
	inForce, err := i.await(ctx, marker)
	if err != nil {
		return nil, err
	}
	var result comparison
	for key := range found.mesh {
		result.inForce("istiod."+key, found.mesh[key], asked[key], inForce[key])
	}
	complaints, err := i.logged(len(logged))
	return append(result.wrong, complaintsOf(complaints)...), err
}

// strictly reads the mesh config as istiod does, but refuses a field that no mesh config has, which istiod passes over. The
// result has a value for every field.
func strictly(mesh map[string]any) (map[string]any, error) {
	content, err := json.Marshal(mesh)
	if err != nil {
		return nil, err
	}
	return normal(content, protojson.UnmarshalOptions{})
}

func normal(content []byte, options protojson.UnmarshalOptions) (map[string]any, error) {
	config := &meshconfig.MeshConfig{}
	if err := options.Unmarshal(content, config); err != nil {
		return nil, err
	}
	full, err := protojson.MarshalOptions{EmitUnpopulated: true}.Marshal(config)
	if err != nil {
		return nil, err
	}
	var values map[string]any
	return values, json.Unmarshal(full, &values)
}

// inForce compares the values that are written with those in force, both in one notation. Of a list of named things istiod
// may have more: it brings providers of its own.
func (c *comparison) inForce(place string, written, asked, got any) {
	switch value := written.(type) {
	case map[string]any:
		wanted, _ := asked.(map[string]any)
		found, _ := got.(map[string]any)
		for key, child := range value {
			c.inForce(place+"."+key, child, wanted[key], found[key])
		}
	case []any:
		wanted, _ := asked.([]any)
		found := byName(got)
		for index := range value {
			one := wanted[index]
			named, isNamed := one.(map[string]any)
			if name, _ := named["name"].(string); isNamed && name != "" {
				c.inForce(place+"."+name, value[index], one, found[name])
				continue
			}
			c.has(place, asked, got)
			return
		}
	default:
		c.has(place, asked, got)
	}
}

func byName(list any) map[string]any {
	found := map[string]any{}
	items, _ := list.([]any)
	for _, item := range items {
		if fields, ok := item.(map[string]any); ok {
			name, _ := fields["name"].(string)
			found[name] = item
		}
	}
	return found
}

// apply replaces the ConfigMap that istiod reads. The marker, an alias that no settings have, tells when it has been read.
func (i Istiod) apply(ctx context.Context, settings *unstructured.Unstructured, marker string) error {
	text, _, err := unstructured.NestedString(settings.Object, "data", "mesh")
	if err != nil {
		return err
	}
	aliases, err := yaml.Marshal(map[string]any{"trustDomainAliases": []string{marker}})
	if err != nil {
		return err
	}
	config := settings.DeepCopy()
	config.SetNamespace(i.Namespace)
	config.SetName("istio")
	if err := unstructured.SetNestedField(config.Object, strings.TrimRight(text, "\n")+"\n"+string(aliases), "data", "mesh"); err != nil {
		return err
	}
	_, err = i.Cluster.Apply(ctx, config)
	return err
}

// await returns the mesh config in force as soon as it has the marker.
func (i Istiod) await(ctx context.Context, marker string) (map[string]any, error) {
	var inForce map[string]any
	err := wait.PollUntilContextTimeout(ctx, adoptPoll, adoptLimit, true, func(ctx context.Context) (bool, error) {
		content, err := get(ctx, i.Debug+"/debug/mesh")
		if err != nil {
			return false, err
		}
		inForce, err = normal(content, protojson.UnmarshalOptions{DiscardUnknown: true})
		aliases, _ := inForce["trustDomainAliases"].([]any)
		return len(aliases) == 1 && aliases[0] == marker, err
	})
	if err != nil {
		return nil, fmt.Errorf("istiod does not take the mesh config over: %w", err)
	}
	return inForce, nil
}

func get(ctx context.Context, url string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	return io.ReadAll(response.Body)
}

// logged is what istiod has written from that byte on.
func (i Istiod) logged(from int) (string, error) {
	content, err := os.ReadFile(i.Log)
	if err != nil {
		return "", err
	}
	return string(content[min(from, len(content)):]), nil
}

// hidden is what istiod says of the box's own ztunnel where the settings hide its namespace, now and then: it depends on whether istiod pushes to
// it before the log is read.
const hidden = "no instances found for ztunnel-"

// complaintsOf are the entries of a log that are more than information. An entry may have several lines.
func complaintsOf(log string) []string {
	var found []string
	for _, entry := range entryStart.Split(log, -1) {
		if level, _, _ := strings.Cut(entry, "\t"); (level == "warn" || level == "error") && !strings.Contains(entry, hidden) {
			found = append(found, "istiod says: "+strings.TrimSpace(entry))
		}
	}
	return found
}

// entryStart is the time that an entry begins with.
var entryStart = regexp.MustCompile(`(?m)^\d{4}-\d\d-\d\dT\S+\t`)
