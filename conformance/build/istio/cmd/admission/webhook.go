package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"

	"istio.io/istio/pkg/config/schema/collections"
	"istio.io/istio/pkg/webhooks/validation/server"
	admissionv1 "k8s.io/api/admission/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
)

// admission is what the webhook says of an object.
type admission struct {
	// Webhook is empty where the object is admitted.
	Webhook  string   `json:"webhook,omitempty"`
	Warnings []string `json:"warnings,omitempty"`
}

// webhook is istiod's, called without a network.
type webhook struct {
	mux *http.ServeMux
}

func newWebhook() (webhook, error) {
	mux := http.NewServeMux()
	// The schemas that istiod gives it: pilot/pkg/bootstrap/validation.go.
	_, err := server.New(server.Options{Schemas: collections.PilotGatewayAPI(), DomainSuffix: "cluster.local", Mux: mux})
	return webhook{mux}, err
}

// judge asks for a creation, as the API server does.
func (w webhook) judge(one object) (admission, error) {
	raw, err := json.Marshal(one)
	if err != nil {
		return admission{}, err
	}
	named := unstructured.Unstructured{Object: one}
	kind := named.GroupVersionKind()
	review := admissionv1.AdmissionReview{
		TypeMeta: metav1.TypeMeta{APIVersion: "admission.k8s.io/v1", Kind: "AdmissionReview"},
		Request: &admissionv1.AdmissionRequest{
			UID:       "1",
			Kind:      metav1.GroupVersionKind{Group: kind.Group, Version: kind.Version, Kind: kind.Kind},
			Name:      named.GetName(),
			Namespace: named.GetNamespace(),
			Operation: admissionv1.Create,
			Object:    runtime.RawExtension{Raw: raw},
		},
	}
	body, err := json.Marshal(review)
	if err != nil {
		return admission{}, err
	}
	request := httptest.NewRequest(http.MethodPost, "/validate", bytes.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	answer := httptest.NewRecorder()
	w.mux.ServeHTTP(answer, request)
	reviewed := admissionv1.AdmissionReview{}
	if err := json.Unmarshal(answer.Body.Bytes(), &reviewed); err != nil {
		return admission{}, fmt.Errorf("%d %s: %w", answer.Code, answer.Body, err)
	}
	said := admission{Warnings: reviewed.Response.Warnings}
	if !reviewed.Response.Allowed {
		said.Webhook = reviewed.Response.Result.Message
	}
	return said, nil
}
