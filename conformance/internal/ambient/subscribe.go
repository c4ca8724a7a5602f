package ambient

import (
	"context"
	"fmt"
	"time"

	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	discovery "github.com/envoyproxy/go-control-plane/envoy/service/discovery/v3"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/structpb"
	"istio.io/istio/pkg/workloadapi"
	"istio.io/istio/pkg/workloadapi/security"

	"cdk8s-ml-mesh/conformance/internal/network"
)

const (
	istiod = "127.0.0.1:15010"

	addressType       = "type.googleapis.com/istio.workload.Address"
	authorizationType = "type.googleapis.com/istio.security.Authorization"

	reconnectAfter = time.Second
	// largest is how much one answer may hold: all services of a large mesh are sent at once.
	largest = 256 << 20
)

// Subscribe follows istiod as the ztunnel of the node until the context ends. Istiod closes every connection after half an hour.
func (w *World) Subscribe(ctx context.Context, node string) error {
	connection, err := grpc.NewClient("passthrough:///"+istiod,
		grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(largest)))
	if err != nil {
		return err
	}
	go func() {
		defer connection.Close()
		for ctx.Err() == nil {
			_ = w.follow(ctx, discovery.NewAggregatedDiscoveryServiceClient(connection), node) // tried again
			pause(ctx, reconnectAfter)
		}
	}()
	return nil
}

func pause(ctx context.Context, duration time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(duration):
	}
}

// follow subscribes to everything and confirms what comes.
func (w *World) follow(ctx context.Context, client discovery.AggregatedDiscoveryServiceClient, node string) error {
	stream, err := client.DeltaAggregatedResources(ctx)
	if err != nil {
		return err
	}
	identity, err := identityOf(node)
	if err != nil {
		return err
	}
	for _, kind := range []string{addressType, authorizationType} {
		request := &discovery.DeltaDiscoveryRequest{Node: identity, TypeUrl: kind, ResourceNamesSubscribe: []string{"*"}}
		if err := stream.Send(request); err != nil {
			return err
		}
	}
	known := map[string]bool{} // kinds that this stream has answered
	for {
		response, err := stream.Recv()
		if err != nil {
			return err
		}
		if err := w.update(response, !known[response.TypeUrl]); err != nil {
			return err
		}
		known[response.TypeUrl] = true
		if err := stream.Send(&discovery.DeltaDiscoveryRequest{TypeUrl: response.TypeUrl, ResponseNonce: response.Nonce}); err != nil {
			return err
		}
	}
}

// identityOf says that a ztunnel asks (istio pkg/model, node types).
func identityOf(node string) (*core.Node, error) {
	metadata, err := structpb.NewStruct(map[string]any{"NAMESPACE": "istio-system", "CLUSTER_ID": "Kubernetes", "NODE_NAME": node})
	return &core.Node{
		Id:       fmt.Sprintf("ztunnel~%s~ztunnel-%s.istio-system~istio-system.svc.cluster.local", network.NodeAddress, node),
		Metadata: metadata,
	}, err
}

// update takes over what has changed. The first answer of a stream holds everything there is.
func (w *World) update(response *discovery.DeltaDiscoveryResponse, everything bool) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if response.TypeUrl == addressType {
		return merge(w.addresses, response, everything, func() *workloadapi.Address { return &workloadapi.Address{} })
	}
	return merge(w.policies, response, everything, func() *security.Authorization { return &security.Authorization{} })
}

func merge[T proto.Message](known map[string]T, response *discovery.DeltaDiscoveryResponse, everything bool, empty func() T) error {
	if everything {
		clear(known)
	}
	for _, resource := range response.Resources {
		value := empty()
		if err := resource.Resource.UnmarshalTo(value); err != nil {
			return fmt.Errorf("%s: %w", resource.Name, err)
		}
		known[resource.Name] = value
	}
	for _, name := range response.RemovedResources {
		delete(known, name)
	}
	return nil
}
