package controlplane

// The CRDs of a box come from these modules; importing a package of each keeps its version in go.mod.
import (
	_ "istio.io/api/networking/v1"
	_ "sigs.k8s.io/gateway-api-inference-extension/api/v1"
)
