// Package mesh asks istiod and the proxies of a box what they do, and finds the way into the mesh for a request.
package mesh

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"

	"cdk8s-ml-mesh/conformance/internal/controlplane"
)

const (
	settlePoll  = 100 * time.Millisecond
	settleCalm  = 6 // equal answers in a row: longer than istiod gathers changes before it pushes them (100 ms)
	settleLimit = 60 * time.Second
)

// resource is the state of one kind of configuration at one proxy.
type resource struct {
	Sent      string `json:"sent"`
	Acked     string `json:"acked"`
	LastError string `json:"lastError"`
}

type syncStatus struct {
	Proxy     string              `json:"proxy"`
	Resources map[string]resource `json:"resources"`
}

// Settle waits until every proxy has confirmed what istiod sent it and istiod has nothing more to send.
func Settle(ctx context.Context) error {
	var last []syncStatus
	calm := 0
	err := wait.PollUntilContextTimeout(ctx, settlePoll, settleLimit, true, func(ctx context.Context) (bool, error) {
		now, err := synced(ctx)
		if err != nil {
			return false, err
		}
		if pending(now) || !reflect.DeepEqual(now, last) {
			calm = 0
		}
		calm, last = calm+1, now
		return calm > settleCalm, nil
	})
	if err != nil {
		return fmt.Errorf("the proxies do not settle: %w", err)
	}
	return nil
}

func synced(ctx context.Context) ([]syncStatus, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, controlplane.IstiodDebug+"/debug/syncz", nil)
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	var status []syncStatus
	return status, json.NewDecoder(response.Body).Decode(&status)
}

// pending reports whether a proxy still owes an answer. A refusal is an answer too.
func pending(status []syncStatus) bool {
	for _, proxy := range status {
		for _, resource := range proxy.Resources {
			if resource.Sent != resource.Acked && resource.LastError == "" {
				return true
			}
		}
	}
	return false
}
