// Package cases is the format in which traffic cases are written. It says what is sent and what must happen, and nothing
// about how it is found out, so that a simulator can read the same files. README.md of the folder cases/ explains it.
package cases

import (
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"cdk8s-ml-mesh/conformance/internal/echo"
)

// None stands for a response that no backend gave.
const None = "none"

// Case is one file.
type Case struct {
	Name string `json:"-"` // topic/name
	File string `json:"-"`
	// Pods run besides those of the assumed objects.
	Pods []*unstructured.Unstructured `json:"-"`
	// Closed: with the assumed objects and the pods it is complete, so that the box adds nothing.
	Closed bool `json:"closed,omitempty"`
	// Edit changes the manifests after they are read; nil: not at all.
	Edit func([]*unstructured.Unstructured) ([]*unstructured.Unstructured, error) `json:"-"`
	// Mutate changes them after the box has added what they lack: pods stay whose Service is gone. Nil: not at all.
	Mutate func([]*unstructured.Unstructured) ([]*unstructured.Unstructured, error) `json:"-"`

	About     string   `json:"about"`
	Covers    []string `json:"covers,omitempty"`
	When      When     `json:"when,omitempty"`
	Manifests []string `json:"manifests"`
	// Without are the objects of the manifests that are left out, as Kind/namespace/name.
	Without []string `json:"without,omitempty"`
	Assume  []string `json:"assume,omitempty"`
	// Unready are the Deployments that must never become ready, as namespace/name.
	Unready []string `json:"unready,omitempty"`
	// Speaks confines servers to one version of HTTP; the others take either.
	Speaks map[string]echo.Speech `json:"speaks,omitempty"`
	// Backends is how backends treat every request that does not say so itself. Loading adds it to the requests.
	Backends   map[string]echo.Behavior `json:"backends,omitempty"`
	Requests   []Request                `json:"requests,omitempty"`
	Conditions []Condition              `json:"conditions,omitempty"`
	// Objects are parts of what the cluster must hold.
	Objects    []map[string]any `json:"objects,omitempty"`
	Proxies    []Proxy          `json:"proxies,omitempty"`
	Warnings   []string         `json:"warnings,omitempty"`
	Analysis   []string         `json:"analysis,omitempty"`
	Validation []string         `json:"validation,omitempty"`
	Rejections []string         `json:"rejections,omitempty"`
	Refused    *Refusal         `json:"refused,omitempty"`
	Known      *Known           `json:"known,omitempty"`
}

// When says where the case holds.
type When struct {
	Profile string `json:"profile,omitempty"`
	// DataPlane has one entry: a case that names several is read once for each.
	DataPlane []DataPlane `json:"dataPlane,omitempty"`
	Istio     string      `json:"istio,omitempty"` // a range of versions
}

// Request is one kind of request and what must come of it.
type Request struct {
	Name     string                   `json:"name,omitempty"`
	Send     Send                     `json:"send"`
	Backends map[string]echo.Behavior `json:"backends,omitempty"`
	Expect   Expect                   `json:"expect"`
}

// Send is a request. Lists multiply: every method is sent to every URL.
type Send struct {
	Source   string      `json:"source,omitempty"`  // namespace/service account; unset: from outside
	Gateway  string      `json:"gateway,omitempty"` // namespace/name; unset: the only one of the case
	Pod      string      `json:"pod,omitempty"`     // namespace/workload; unset: the host of the URL
	Token    *Token      `json:"token,omitempty"`
	Method   OneOrMany   `json:"method,omitempty"`
	URL      OneOrMany   `json:"url"`
	Headers  [][2]string `json:"headers,omitempty"`
	Body     string      `json:"body,omitempty"`
	Filler   int         `json:"filler,omitempty"` // how many letters {filler} in the body stands for
	Protocol Protocol    `json:"protocol,omitempty"`
	// Times and Concurrency are 0 for a request that is sent once, or as often as shares need. With shares only a concurrency of 1 goes.
	Times       int `json:"times,omitempty"`
	Concurrency int `json:"concurrency,omitempty"`
	// Background lets the next request be sent while this one is under way.
	Background bool `json:"background,omitempty"`
}

// Protocol is how the request is sent.
type Protocol string

// The protocols of a request.
const (
	HTTP1 Protocol = "http1"
	HTTP2 Protocol = "http2"
	GRPC  Protocol = "grpc"
)

// Expect is what must come back. Unset fields are not compared.
type Expect struct {
	Status   *Status            `json:"status,omitempty"`
	Backend  string             `json:"backend,omitempty"`
	Split    map[string]float64 `json:"split,omitempty"`
	Models   map[string]float64 `json:"models,omitempty"` // shares of the models that servers are asked for
	Upstream *Upstream          `json:"upstream,omitempty"`
	Response *Response          `json:"response,omitempty"`
	// Responses are those of each backend.
	Responses map[string]Response `json:"responses,omitempty"`
	Tries     *int                `json:"tries,omitempty"`
	Time      echo.Duration       `json:"time,omitempty"`
	Within    echo.Duration       `json:"within,omitempty"`
	Overtakes int                 `json:"overtakes,omitempty"` // at least so many in the background
	Mirrors   *Mirrors            `json:"mirrors,omitempty"`
	Reset     bool                `json:"reset,omitempty"`
	// Authorizers are the servers that are asked.
	Authorizers *[]string `json:"authorizers,omitempty"`
	DryRun      DryRun    `json:"dryRun,omitempty"`
	Chunks      *int      `json:"chunks,omitempty"`
	GRPC        *int      `json:"grpc,omitempty"`

	Counts   map[string]int `json:"counts,omitempty"`   // answers by backend
	Statuses map[int]int    `json:"statuses,omitempty"` // answers by status
	Overflow *int           `json:"overflow,omitempty"`
	Resets   *int           `json:"resets,omitempty"`
	Refusals map[string]int `json:"refusals,omitempty"` // connections by backend
	Received map[string]int `json:"received,omitempty"`
	Replicas *int           `json:"replicas,omitempty"`
}

// HasShares reports whether only many requests can tell.
func (e Expect) HasShares() bool {
	return e.Split != nil || e.Models != nil || e.Mirrors != nil && e.Mirrors.Shares != nil
}

// Upstream is what the backend must have received.
type Upstream struct {
	Path     string            `json:"path,omitempty"`
	Host     string            `json:"host,omitempty"`
	Protocol Protocol          `json:"protocol,omitempty"`
	Model    string            `json:"model,omitempty"`
	Caller   string            `json:"caller,omitempty"` // namespace/service account, or none
	Headers  map[string]string `json:"headers,omitempty"`
	Absent   []string          `json:"absent,omitempty"`
}

// Response is what the caller must have received besides the status.
type Response struct {
	Headers map[string]string `json:"headers,omitempty"`
	Absent  []string          `json:"absent,omitempty"`
}

// Condition is a status condition that must be as written. Without one, every Gateway and route must be accepted.
type Condition struct {
	Object   string `json:"object"`             // Kind/namespace/name
	Listener string `json:"listener,omitempty"` // of a Gateway
	Type     string `json:"type"`
	Status   string `json:"status"`
	Reason   string `json:"reason,omitempty"`
}

// Proxy is what the configuration of a proxy must hold, and must not.
type Proxy struct {
	Source  string           `json:"source,omitempty"`  // namespace/service account of a sidecar
	Gateway string           `json:"gateway,omitempty"` // namespace/name; unset without a source: the only one of the case
	Has     []map[string]any `json:"has,omitempty"`
	Lacks   []map[string]any `json:"lacks,omitempty"`
}

// Refusal says that an object must be refused at admission.
type Refusal struct {
	By      string `json:"by"`               // api-server or webhook
	Object  string `json:"object,omitempty"` // Kind/namespace/name; unset: whichever
	Message string `json:"message"`
}

// Known marks an expectation that describes what is right and fails today.
type Known struct {
	Reason   string `json:"reason"`
	Upstream string `json:"upstream,omitempty"`
}
