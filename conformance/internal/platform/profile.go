package platform

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/yaml"

	"cdk8s-ml-mesh/conformance/internal/controlplane"
)

// target is what a platform asks of the cluster. Its release of Istio is not among it: the box has one.
type target struct {
	Experimental  bool   `json:"experimental"`
	Revision      string `json:"revision"`
	ClusterDomain string `json:"clusterDomain"`
}

// Profile is the mesh that the platform of that name is for.
func Profile(folder, name string, fallback controlplane.Profile) (controlplane.Profile, error) {
	profile, err := profileOf(filepath.Join(folder, name), fallback)
	profile.Name = name
	return profile, err
}

// profileOf is the mesh that the platform is for: as its own install file says, or like the fallback.
func profileOf(folder string, fallback controlplane.Profile) (controlplane.Profile, error) {
	profile := controlplane.Profile{About: "as the platforms need it", Channel: controlplane.Standard}
	var aim target
	if err := readJSON(filepath.Join(folder, targetFile), &aim); err != nil {
		return profile, err
	}
	if aim.Experimental {
		profile.Channel = controlplane.Experimental
	}
	operator, err := readOperator(filepath.Join(folder, operatorFile), fallback)
	if err != nil {
		return profile, err
	}
	if aim.Revision != "" {
		operator["revision"] = aim.Revision
	}
	if aim.ClusterDomain != "" {
		err = unstructured.SetNestedField(operator, aim.ClusterDomain, "values", "global", "proxy", "clusterDomain")
	}
	profile.Operator = operator
	return profile, err
}

func readOperator(file string, fallback controlplane.Profile) (map[string]any, error) {
	content, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return runtime.DeepCopyJSON(fallback.Operator), nil
	}
	if err != nil {
		return nil, err
	}
	var install struct {
		Spec map[string]any `json:"spec"`
	}
	err = yaml.Unmarshal(content, &install)
	return install.Spec, err
}

func readJSON(file string, into any) error {
	content, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(content, into)
}
