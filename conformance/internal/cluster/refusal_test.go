package cluster_test

import (
	"errors"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"cdk8s-ml-mesh/conformance/internal/cluster"
)

func TestRefusedBy(t *testing.T) {
	for _, one := range []struct {
		name string
		err  error
		want cluster.Judge
	}{
		{"nothing", nil, cluster.Nobody},
		{"a webhook", errors.New(`admission webhook "a" denied the request: b`), cluster.Webhook},
		{"a bad request", apierrors.NewBadRequest("a"), cluster.APIServer},
		{"what the store does not take", apierrors.NewInternalError(errors.New("etcdserver: request is too large")), cluster.APIServer},
		{"another error of the store", apierrors.NewInternalError(errors.New("etcdserver: leader changed")), cluster.Nobody},
		{"a lost connection", errors.New("connection refused"), cluster.Nobody},
	} {
		t.Run(one.name, func(t *testing.T) {
			if got := cluster.RefusedBy(one.err); got != one.want {
				t.Errorf("got %q, want %q", got, one.want)
			}
		})
	}
}
