// Command istiod is pilot-discovery, with the few names that only Istio's own Envoy build knows replaced by upstream ones.
//
// Routing, authorization and everything else stays istiod's own: what is replaced is telemetry, and the type under which the
// waypoint's filter state is stored.
package main

import (
	"os"

	"istio.io/istio/pilot/cmd/pilot-discovery/app"
	"istio.io/istio/pkg/log"
)

func main() {
	if err := adaptWaypointToUpstreamEnvoy(); err != nil {
		log.Error(err)
		os.Exit(1)
	}
	log.EnableKlogWithCobra()
	if err := app.NewRootCommand().Execute(); err != nil {
		log.Error(err)
		os.Exit(1)
	}
}
