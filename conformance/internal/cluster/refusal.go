package cluster

import (
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	apimeta "k8s.io/apimachinery/pkg/api/meta"
)

// Judge is who refused an object.
type Judge string

// The judges of an object at admission.
const (
	Nobody    Judge = ""
	APIServer Judge = "api-server"
	Webhook   Judge = "webhook"
)

// RefusedBy tells who refused an object. An error that is not about the object, such as a lost connection, is nobody's refusal.
func RefusedBy(err error) Judge {
	switch {
	case err == nil:
		return Nobody
	case strings.Contains(err.Error(), "admission webhook") && strings.Contains(err.Error(), "denied the request"):
		return Webhook
	case apierrors.IsInvalid(err), apierrors.IsBadRequest(err), apierrors.IsForbidden(err), apimeta.IsNoMatchError(err), isSchemaError(err), isTooLarge(err):
		return APIServer
	default:
		return Nobody
	}
}

// isSchemaError recognizes what server-side apply says of a field that the schema does not have.
func isSchemaError(err error) bool {
	return strings.Contains(err.Error(), "field not declared in schema") || strings.Contains(err.Error(), "failed to create typed patch object")
}

// isTooLarge recognizes what the store of the API server does not take, of which the API server speaks as of an error of its own.
func isTooLarge(err error) bool {
	return strings.Contains(err.Error(), "etcdserver: request is too large")
}
