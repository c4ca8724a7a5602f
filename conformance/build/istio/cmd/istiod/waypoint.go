package main

import (
	"fmt"
	"strings"

	sfsvalue "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/common/set_filter_state/v3"
	grpcstats "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/grpc_stats/v3"
	sfs "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/set_filter_state/v3"
	hcm "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"

	"istio.io/istio/pilot/pkg/util/protoconv"
	"istio.io/istio/pilot/pkg/xds/filters"
)

// adaptWaypointToUpstreamEnvoy lets upstream Envoy accept a waypoint's listeners, which name four of Istio's own extensions.
func adaptWaypointToUpstreamEnvoy() error {
	for _, telemetry := range []**hcm.HttpFilter{
		&filters.WaypointDownstreamMetadataFilter,
		&filters.WaypointUpstreamMetadataFilter,
		&filters.WaypointDownstreamMetadataFilterForAmbientBaggage,
		&filters.WaypointUpstreamMetadataFilterForAmbientBaggage,
	} {
		*telemetry = harmless((*telemetry).Name)
	}
	return useUpstreamFactories(filters.ConnectAuthorityFilter)
}

// harmless keeps the filter's name, because other parts of the configuration order themselves around it.
func harmless(name string) *hcm.HttpFilter {
	return &hcm.HttpFilter{
		Name:       name,
		ConfigType: &hcm.HttpFilter_TypedConfig{TypedConfig: protoconv.MessageToAny(&grpcstats.FilterConfig{})},
	}
}

func useUpstreamFactories(filter *hcm.HttpFilter) error {
	config := &sfs.Config{}
	if err := filter.GetTypedConfig().UnmarshalTo(config); err != nil {
		return fmt.Errorf("%s: %w", filter.Name, err)
	}
	for _, value := range config.OnRequestHeaders {
		value.FactoryKey = upstreamFactory(value)
	}
	filter.ConfigType = &hcm.HttpFilter_TypedConfig{TypedConfig: protoconv.MessageToAny(config)}
	return nil
}

func upstreamFactory(value *sfsvalue.FilterStateValue) string {
	switch {
	case value.FactoryKey == "istio.hashable_string":
		return "envoy.hashable_string"
	case value.FactoryKey == "" && strings.HasPrefix(value.GetObjectKey(), "io.istio."):
		return "envoy.string"
	default:
		return value.FactoryKey
	}
}
