package echo

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Load is how busy a model server says it is.
type Load struct {
	Queue    *int     `json:"queue,omitempty"`    // requests that wait; nil: those that do
	Running  *int     `json:"running,omitempty"`  // requests in work; nil: those that are
	Cache    float64  `json:"cache,omitempty"`    // the used share of the KV cache
	Adapters []string `json:"adapters,omitempty"` // LoRA adapters in use
}

const metricsPath = "/metrics"

// maxAdapters is how many LoRA adapters a played model server has room for.
const maxAdapters = 4

func isMetrics(r *http.Request) bool { return r.Method == http.MethodGet && r.URL.Path == metricsPath }

// loads are the figures of all model servers.
type loads struct {
	mu      sync.Mutex
	said    map[string]Load // by namespace/workload
	arrived map[string]int  // this and what follows by namespace/pod
	waiting map[string]int
	running map[string]int
	asked   map[string]int
	seats   map[string]chan struct{}
}

func newLoads() *loads {
	return &loads{
		said: map[string]Load{}, arrived: map[string]int{}, waiting: map[string]int{}, running: map[string]int{}, asked: map[string]int{}, seats: map[string]chan struct{}{},
	}
}

// SetLoad decides what the pods of a workload say from now on.
func (s *Server) SetLoad(namespace, workload string, load Load) {
	s.loads.mu.Lock()
	defer s.loads.mu.Unlock()
	s.loads.said[namespace+"/"+workload] = load
}

// ForgetLoads forgets what the workloads of a namespace should say.
func (s *Server) ForgetLoads(namespace string) {
	s.loads.mu.Lock()
	defer s.loads.mu.Unlock()
	for workload := range s.loads.said {
		if strings.HasPrefix(workload, namespace+"/") {
			delete(s.loads.said, workload)
		}
	}
}

// Asked counts how often the metrics of a pod were asked for.
func (s *Server) Asked(namespace, pod string) int {
	s.loads.mu.Lock()
	defer s.loads.mu.Unlock()
	return s.loads.asked[namespace+"/"+pod]
}

// Arrived counts the requests that have come to the pods of the namespace so far, but for those for metrics, and those of them without an answer.
func (s *Server) Arrived(namespace string) (ever, unanswered int) {
	s.loads.mu.Lock()
	defer s.loads.mu.Unlock()
	for pod, count := range s.loads.arrived {
		if strings.HasPrefix(pod, namespace+"/") {
			ever += count
			unanswered += s.loads.waiting[pod] + s.loads.running[pod]
		}
	}
	return ever, unanswered
}

// work lets a request wait until the pod has room for it, counts it in, and returns what counts it out.
func (l *loads) work(ctx context.Context, backend Backend, capacity int) (done func()) {
	pod := backend.Namespace + "/" + backend.Pod
	add := func(counts map[string]int, count int) {
		l.mu.Lock()
		defer l.mu.Unlock()
		counts[pod] += count
	}
	add(l.arrived, 1)
	leave := func() {}
	if capacity > 0 {
		add(l.waiting, 1)
		leave = l.takeSeat(ctx, pod, capacity)
		add(l.waiting, -1)
	}
	add(l.running, 1)
	return func() {
		add(l.running, -1)
		leave()
	}
}

// takeSeat waits its turn: who waits on a channel is served in order. Whoever gives up waiting needs no seat.
func (l *loads) takeSeat(ctx context.Context, pod string, capacity int) (leave func()) {
	l.mu.Lock()
	seats := l.seats[pod]
	if cap(seats) != capacity {
		seats = make(chan struct{}, capacity)
		l.seats[pod] = seats
	}
	l.mu.Unlock()
	select {
	case seats <- struct{}{}:
		return func() { <-seats }
	case <-ctx.Done():
		return func() {}
	}
}

// of returns the figures of a pod, whose metrics are being asked for.
func (l *loads) of(backend Backend) (load Load, waiting, running int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	pod := backend.Namespace + "/" + backend.Pod
	l.asked[pod]++
	load, waiting, running = l.said[backend.Namespace+"/"+backend.Name], l.waiting[pod], l.running[pod]
	if load.Queue != nil {
		waiting = *load.Queue
	}
	if load.Running != nil {
		running = *load.Running
	}
	return load, waiting, running
}

// respond writes the figures under the names that vLLM gives them (vllm/v1/metrics/loggers.py), in Prometheus' text format.
func (l *loads) respond(w http.ResponseWriter, backend Backend) {
	load, waiting, running := l.of(backend)
	model := fmt.Sprintf("model_name=%q", backend.Name)
	adapters := fmt.Sprintf("max_lora=\"%d\",running_lora_adapters=%q,waiting_lora_adapters=\"\"", maxAdapters, strings.Join(load.Adapters, ","))
	gauges := []struct {
		name, labels string
		value        any
	}{
		{"vllm:num_requests_waiting", model, waiting},
		{"vllm:num_requests_running", model, running},
		{"vllm:kv_cache_usage_perc", model, load.Cache},
		{"vllm:cache_config_info", `block_size="16",num_gpu_blocks="1024"`, 1},
		{"vllm:lora_requests_info", adapters, time.Now().Unix()},
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4")
	for _, gauge := range gauges {
		fmt.Fprintf(w, "# TYPE %s gauge\n%s{%s} %v\n", gauge.name, gauge.name, gauge.labels, gauge.value)
	}
}
