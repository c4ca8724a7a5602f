// Command admission says of Istio objects what the CRDs and istiod's own admission webhook say of them, without a cluster.
//
// It reads YAML files of any number of documents, and .jsonl files of one object a line, and writes a verdict for each Istio object as a line of JSON.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"

	"istio.io/istio/pkg/config/crd"
	"istio.io/istio/pkg/config/schema/collections"
	"istio.io/istio/pkg/config/schema/resource"
	_ "istio.io/istio/pkg/config/validation/envoyfilter"
	"istio.io/istio/pkg/log"
	"istio.io/istio/pkg/test/util/yml"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// verdict is what is said of an object, and where it comes from.
type verdict struct {
	Source string `json:"source"`
	Object object `json:"object"`
	// CRD is empty where schema and rules of the CRD hold.
	CRD string `json:"crd,omitempty"`
	admission
}

type object = map[string]any

func main() {
	crds := flag.String("crds", "", "file with the CRDs of Istio")
	out := flag.String("out", "", "file for the verdicts: packages of Istio print to the standard output")
	flag.Parse()
	if err := run(*crds, *out, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "admission:", err)
		os.Exit(1)
	}
}

func run(crds, out string, files []string) error {
	options := log.DefaultOptions()
	options.SetDefaultOutputLevel(log.OverrideScopeName, log.NoneLevel)
	if err := log.Configure(options); err != nil {
		return err
	}
	schemas, err := crd.NewValidatorFromFilesWithOptions([]string{crds}, crd.WithoutCRDValidation())
	if err != nil {
		return err
	}
	webhook, err := newWebhook()
	if err != nil {
		return err
	}
	verdicts, err := os.Create(out)
	if err != nil {
		return err
	}
	defer verdicts.Close()
	lines := json.NewEncoder(verdicts)
	for _, file := range files {
		objects, err := read(file)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		for i, one := range objects {
			said := verdict{Source: fmt.Sprintf("%s#%d", file, i), Object: one}
			if said.admission, err = webhook.judge(one); err != nil {
				return fmt.Errorf("%s: %w", said.Source, err)
			}
			if err := schemas.ValidateCustomResource(&unstructured.Unstructured{Object: copied(one)}); err != nil {
				said.CRD = err.Error()
			}
			if err := lines.Encode(said); err != nil {
				return err
			}
		}
	}
	return nil
}

// read returns the Istio objects in a file. What is no object at all is left out: test data holds templates and mesh configurations too.
func read(file string) ([]object, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	documents := yml.SplitString(string(content))
	if strings.HasSuffix(file, ".jsonl") {
		documents = strings.Split(strings.TrimSpace(string(content)), "\n")
	}
	objects := []object{}
	for _, document := range documents {
		// It tells integers from other numbers, as the API server does.
		one := &unstructured.Unstructured{}
		if yaml.Unmarshal([]byte(document), one) != nil {
			continue
		}
		// What the test data expects, for its own test program.
		delete(one.Object, "_err")
		if one.GetNamespace() == "" {
			// As the API server does before it asks.
			one.SetNamespace("default")
		}
		if isIstio(one) {
			objects = append(objects, one.Object)
		}
	}
	return objects, nil
}

func isIstio(one *unstructured.Unstructured) bool {
	kind := one.GroupVersionKind()
	_, known := collections.Istio.FindByGroupKind(resource.FromKubernetesGVK(&kind))
	return known
}

// copied, because the defaults of the CRD are filled in.
func copied(one object) object {
	return (&unstructured.Unstructured{Object: one}).DeepCopy().Object
}
