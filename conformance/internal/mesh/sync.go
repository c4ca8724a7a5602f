// Package mesh asks istiod and the proxies of a box what they do, and finds the way into the mesh for a request.
package mesh

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path"
	"reflect"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"

	"cdk8s-ml-mesh/conformance/internal/controlplane"
)

const (
	settlePoll  = 100 * time.Millisecond
	settleLimit = 60 * time.Second
	answerLimit = 5 * time.Second
)

// Calm is how many equal answers in a row mean that istiod has nothing more to send.
type Calm int

const (
	// AfterApply is longer than istiod gathers changes before it pushes them (100 ms).
	AfterApply Calm = 6
	// AfterEndpoints is for a change of one endpoint, which a busy istiod takes a second to hear of.
	AfterEndpoints Calm = 12
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
func Settle(ctx context.Context, enough Calm) error {
	var last []syncStatus
	var silence error
	calm := Calm(0)
	err := wait.PollUntilContextTimeout(ctx, settlePoll, settleLimit, true, func(ctx context.Context) (bool, error) {
		now, err := synced(ctx)
		if err != nil {
			calm, silence = 0, err
			return false, nil // asked again
		}
		if len(pending(now)) > 0 || !reflect.DeepEqual(now, last) {
			calm = 0
		}
		calm, last = calm+1, now
		return calm > enough, nil
	})
	if err != nil {
		return fmt.Errorf("the proxies do not settle: %w", errors.Join(err, silence, fmt.Errorf("pending: %v", pending(last))))
	}
	return nil
}

func synced(ctx context.Context) ([]syncStatus, error) {
	ctx, cancel := context.WithTimeout(ctx, answerLimit)
	defer cancel()
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
	if err := json.NewDecoder(response.Body).Decode(&status); err != nil {
		return nil, err
	}
	// Istiod's own order differs from answer to answer.
	slices.SortFunc(status, func(a, b syncStatus) int { return strings.Compare(a.Proxy, b.Proxy) })
	return status, nil
}

// pending are the kinds of configuration that a proxy still owes an answer to. A refusal is an answer too.
func pending(status []syncStatus) []string {
	var waiting []string
	for _, proxy := range status {
		for kind, resource := range proxy.Resources {
			if resource.Sent != resource.Acked && resource.LastError == "" {
				waiting = append(waiting, proxy.Proxy+" "+path.Base(kind))
			}
		}
	}
	return waiting
}
