// Command analyze runs the analyzers of `istioctl analyze` on sets of manifests, without a cluster.
//
// `istioctl analyze --use-kube=false` itself leaves Services, Namespaces, Pods, Nodes and Secrets of files out, and then skips every analyzer that asks
// for them. These are the same analyzers of the same build, given all objects.
//
// It reads a set a line, as JSON, and writes a line of messages for each.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"istio.io/istio/pkg/config/analysis/analyzers"
	"istio.io/istio/pkg/config/analysis/local"
	_ "istio.io/istio/pkg/config/validation/envoyfilter"
	"istio.io/istio/pkg/log"
)

// set is what is looked at together.
type set struct {
	Name string `json:"name"`
	// Objects are YAML, or JSON.
	Objects []string `json:"objects"`
	// Mesh is the configuration of the mesh as YAML, empty for the default.
	Mesh string `json:"mesh"`
}

// message is what is said of an object.
type message struct {
	Code string `json:"code"`
	// Object is `Kind namespace/name`, as istioctl prints it.
	Object string `json:"object"`
	Text   string `json:"text"`
}

func main() {
	in := flag.String("in", "", "file of sets")
	out := flag.String("out", "", "file for the messages: packages of Istio print to the standard output")
	flag.Parse()
	if err := run(*in, *out); err != nil {
		fmt.Fprintln(os.Stderr, "analyze:", err)
		os.Exit(1)
	}
}

func run(in, out string) error {
	options := log.DefaultOptions()
	options.SetDefaultOutputLevel(log.OverrideScopeName, log.NoneLevel)
	if err := log.Configure(options); err != nil {
		return err
	}
	source, err := os.Open(in)
	if err != nil {
		return err
	}
	defer source.Close()
	answers, err := os.Create(out)
	if err != nil {
		return err
	}
	defer answers.Close()
	folder, err := os.MkdirTemp("", "analyze")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	lines := json.NewEncoder(answers)
	sets := json.NewDecoder(bufio.NewReader(source))
	for sets.More() {
		var one set
		if err := sets.Decode(&one); err != nil {
			return err
		}
		messages, err := analyze(one, filepath.Join(folder, "mesh.yaml"))
		if err != nil {
			return fmt.Errorf("%s: %w", one.Name, err)
		}
		if err := lines.Encode(messages); err != nil {
			return err
		}
	}
	return nil
}

func analyze(one set, mesh string) ([]message, error) {
	analyzer := local.NewIstiodAnalyzer(analyzers.AllCombined(), "", "istio-system", nil)
	if one.Mesh != "" {
		if err := os.WriteFile(mesh, []byte(one.Mesh), 0o600); err != nil {
			return nil, err
		}
		if err := analyzer.AddFileKubeMeshConfig(mesh); err != nil {
			return nil, err
		}
	}
	documents := strings.NewReader(strings.Join(one.Objects, "\n---\n"))
	if err := analyzer.AddTestReaderKubeSource([]local.ReaderSource{{Name: one.Name, Reader: documents}}); err != nil {
		return nil, err
	}
	stop := make(chan struct{})
	defer close(stop)
	result, err := analyzer.Analyze(stop)
	if err != nil {
		return nil, err
	}
	if len(result.SkippedAnalyzers) > 0 {
		return nil, fmt.Errorf("skipped: %v", result.SkippedAnalyzers)
	}
	messages := []message{}
	for _, said := range result.Messages {
		messages = append(messages, message{Code: said.Type.Code(), Object: said.Resource.Origin.FriendlyName(), Text: fmt.Sprintf(said.Type.Template(), said.Parameters...)})
	}
	return messages, nil
}
