package caller

import (
	"testing"

	"cdk8s-ml-mesh/conformance/internal/echo"
)

func TestPlan(t *testing.T) {
	replicas := map[string]int{"model-0": 0, "model-1": 1, "model-2": 2}
	caller := New(echo.NewServer(), func(backend echo.Backend) int { return replicas[backend.Pod] }, nil, "")
	plan := caller.plan(map[string]echo.Behavior{
		"model":          {Status: 500, Replicas: 2},
		"serving/ranker": {Status: 503},
		"ranker":         {Status: 504},
	})
	tests := []struct {
		backend echo.Backend
		status  int // 0: as usual
	}{
		{echo.Backend{Namespace: "serving", Name: "model", Pod: "model-0"}, 500},
		{echo.Backend{Namespace: "serving", Name: "model", Pod: "model-1"}, 500},
		{echo.Backend{Namespace: "serving", Name: "model", Pod: "model-2"}, 0},
		{echo.Backend{Namespace: "serving", Name: "ranker"}, 503},
		{echo.Backend{Namespace: "other", Name: "ranker"}, 504},
		{echo.Backend{Namespace: "serving", Name: "unnamed"}, 0},
	}
	for _, test := range tests {
		behavior, ok := plan(test.backend)
		if ok != (test.status != 0) || ok && behavior.Status != test.status {
			t.Errorf("%+v: want status %d, got %+v %v", test.backend, test.status, behavior, ok)
		}
	}
}
