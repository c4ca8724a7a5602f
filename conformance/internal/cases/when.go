package cases

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/Masterminds/semver/v3"
	"sigs.k8s.io/yaml"
)

// DataPlane is how pods take part in the mesh.
type DataPlane string

// The data planes.
const (
	Ambient DataPlane = "ambient"
	Sidecar DataPlane = "sidecar"
)

// placeholder stands for the data plane in a case that holds for several.
const placeholder = "{dataPlane}"

// variant is the text of a case for one data plane.
type variant struct {
	name    string // appended to that of the case
	plane   DataPlane
	content []byte
}

// variants reads for which data planes a case is and writes it out for each.
func variants(content []byte) ([]variant, error) {
	var head struct {
		When When `json:"when"`
	}
	if err := yaml.Unmarshal(content, &head); err != nil {
		return nil, err
	}
	named := bytes.Contains(content, []byte(placeholder))
	planes := head.When.DataPlane
	switch {
	case len(planes) == 0 && named:
		return nil, fmt.Errorf("%s stands for nothing: when.dataPlane is not given", placeholder)
	case len(planes) == 0:
		return []variant{{content: content}}, nil
	case len(planes) > 1 && !named:
		return nil, fmt.Errorf("the case is the same for %v: %s does not occur in it", planes, placeholder)
	}
	var written []variant
	for _, plane := range planes {
		one := variant{plane: plane, content: bytes.ReplaceAll(content, []byte(placeholder), []byte(plane))}
		if len(planes) > 1 {
			one.name = "/" + string(plane)
		}
		written = append(written, one)
	}
	return written, nil
}

// ForIstio divides the cases into those that hold for the version of Istio and those that do not.
func ForIstio(all []Case, version *semver.Version) (holding, others []Case) {
	others = slices.Clone(all)
	holding = slices.DeleteFunc(slices.Clone(all), func(one Case) bool { return !one.When.includes(version) })
	others = slices.DeleteFunc(others, func(one Case) bool { return one.When.includes(version) })
	return holding, others
}

func (w When) includes(version *semver.Version) bool {
	if w.Istio == "" {
		return true
	}
	constraint, err := semver.NewConstraint(w.Istio)
	return err == nil && constraint.Check(version)
}

func (w When) check() error {
	if w.Istio == "" {
		return nil
	}
	if _, err := semver.NewConstraint(w.Istio); err != nil {
		return fmt.Errorf("when.istio is no range of versions: %w", err)
	}
	return nil
}
