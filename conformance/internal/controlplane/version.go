package controlplane

import (
	"fmt"
	"runtime/debug"

	"github.com/Masterminds/semver/v3"
)

// istioModule carries the version of Istio: its CRDs are released together with istiod.
const istioModule = "istio.io/api"

// IstioVersion is the version of Istio that every box runs.
func IstioVersion() (*semver.Version, error) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil, fmt.Errorf("this program does not know its modules")
	}
	for _, module := range info.Deps {
		if module.Path == istioModule {
			return semver.NewVersion(module.Version)
		}
	}
	return nil, fmt.Errorf("this program has no module %s", istioModule)
}
