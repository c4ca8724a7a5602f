// Package report writes down what a run found.
package report

import (
	"time"

	"cdk8s-ml-mesh/conformance/internal/caller"
	"cdk8s-ml-mesh/conformance/internal/ztunnel"
)

// Result is what became of one case.
type Result struct {
	Case       string      `json:"case"`
	About      string      `json:"about"`
	Covers     []string    `json:"covers,omitempty"`
	Profile    string      `json:"profile"`
	Seconds    float64     `json:"seconds"`
	Complaints []Complaint `json:"complaints,omitempty"`
	FirstTry   []Complaint `json:"firstTry,omitempty"` // what was wrong before the case was tried again
	Requests   []Request   `json:"requests,omitempty"`
	Proxies    []Proxy     `json:"proxies,omitempty"`
	Created    []Created   `json:"created,omitempty"`  // in the order in which they were applied
	Values     int         `json:"values,omitempty"`   // of install files, as compared with what was rendered
	Known      string      `json:"known,omitempty"`    // the reason of a known deviation
	Skipped    string      `json:"skipped,omitempty"`  // why the case did not run
	Observed   bool        `json:"observed,omitempty"` // nothing is expected: complaints say only what is to be seen
}

// Created says since when an object has been there: where two objects say different things, istiod believes the older.
type Created struct {
	Object string    `json:"object"` // group, kind, namespace and name, with slashes between them
	At     time.Time `json:"at"`
}

// Complaint is one thing that is not as it should be.
type Complaint struct {
	Judge string `json:"judge"`
	Text  string `json:"text"`
}

// Judges of a box.
const (
	Admission  = "admission"
	Conditions = "conditions"
	Pods       = "pods"
	Objects    = "objects"
	Traffic    = "traffic"
	Envoy      = "envoy"
	Analyze    = "istioctl analyze"
	Validate   = "istioctl validate"
	Harness    = "harness"
	Install    = "install files"
	Istiod     = "istiod"
)

// Request is everything observed of one kind of request.
type Request struct {
	Name     string            `json:"name"`
	Sent     int               `json:"sent"`
	Asked    []Asked           `json:"asked"`
	Counts   map[string]int    `json:"counts,omitempty"` // answers per backend of a split
	ByEnvoy  bool              `json:"byEnvoy"`          // a proxy stands where the request enters the mesh
	L4       []ztunnel.Entry   `json:"l4,omitempty"`     // what the L4 evaluator decided about connections to pods
	Observed []caller.Observed `json:"observed,omitempty"`
}

// Asked is how often a URL was asked, 0 if there was no way there, and how often no good answer came.
type Asked struct {
	Method string `json:"method"`
	URL    string `json:"url"`
	Sent   int    `json:"sent"`
	Failed int    `json:"failed"`
}

// Complain adds complaints of a judge.
func (r *Result) Complain(judge string, texts ...string) {
	for _, text := range texts {
		r.Complaints = append(r.Complaints, Complaint{Judge: judge, Text: text})
	}
}

// Failed reports whether the case fails. A known deviation must deviate: one that has become right is to be taken out.
func (r *Result) Failed() bool { return !r.Observed && (len(r.Complaints) > 0) != (r.Known != "") }
