package local

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// Meter takes the runtime's measurements. Safe for concurrent use.
type Meter interface {
	Observe(o function.Observation)                  // one run of an operation
	Connections(open int)                            // WebSocket connections now
	Delivered(consumer string, ok bool)              // one attempt to deliver an event
	Ticked(name string, took time.Duration, ok bool) // one run of a sweeper or a schedule
}

type noMeter struct{}

func (noMeter) Observe(function.Observation)       {}
func (noMeter) Connections(int)                    {}
func (noMeter) Delivered(string, bool)             {}
func (noMeter) Ticked(string, time.Duration, bool) {}

// Metrics is a Meter that Prometheus reads, with a registry of its own. Its labels are
// operations, triggers and classes: nothing that grows with people or documents.
type Metrics struct {
	registry    *prometheus.Registry
	requests    *prometheus.CounterVec
	latency     *prometheus.HistogramVec
	connections prometheus.Gauge
	events      *prometheus.CounterVec
	ticks       *prometheus.HistogramVec
	used        *prometheus.CounterVec
	errors      *prometheus.CounterVec
}

var _ Meter = (*Metrics)(nil)

// NewMetrics makes metrics, with those of the Go runtime and the process.
func NewMetrics() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "aio_requests_total", Help: "Runs of operations."}, []string{"operation", "trigger", "class"}),
		latency: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "aio_request_seconds", Help: "How long runs of operations took.", Buckets: latencyBuckets()}, []string{"operation", "trigger"}),
		connections: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "aio_connections", Help: "Open WebSocket connections."}),
		events: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "aio_events_total", Help: "Attempts to deliver an event."}, []string{"consumer", "result"}),
		errors: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "aio_errors_total", Help: "Unexpected errors; GET /api/v1/admin/errors groups them."}, []string{"area", "operation"}),
		used: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "aio_used_total", Help: "What people used, in the units of its price."}, []string{"operation", "unit"}),
		ticks: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "aio_tick_seconds", Help: "How long sweepers and schedules took.", Buckets: latencyBuckets()}, []string{"name", "result"}),
	}
	m.registry.MustRegister(m.used, m.errors, m.requests, m.latency, m.connections, m.events, m.ticks,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// latencyBuckets are in seconds: from a store read to API Gateway's time-out.
func latencyBuckets() []float64 {
	return []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 29}
}

// Observe implements Meter.
func (m *Metrics) Observe(o function.Observation) {
	m.requests.WithLabelValues(o.Operation, string(o.Trigger), strconv.Itoa(o.Status/100)+"xx").Inc()
	m.latency.WithLabelValues(o.Operation, string(o.Trigger)).Observe(o.Duration.Seconds())
	if o.Code == operation.CodeInternal {
		m.errors.WithLabelValues(o.Area, o.Operation).Inc()
	}
}

// Charged counts use that was written to the ledger.
func (m *Metrics) Charged(u function.Use) {
	m.used.WithLabelValues(u.Operation, u.Unit).Add(float64(u.Amount))
}

// Connections implements Meter.
func (m *Metrics) Connections(open int) { m.connections.Set(float64(open)) }

// Delivered implements Meter.
func (m *Metrics) Delivered(consumer string, ok bool) {
	m.events.WithLabelValues(consumer, result(ok)).Inc()
}

// Ticked implements Meter.
func (m *Metrics) Ticked(name string, took time.Duration, ok bool) {
	m.ticks.WithLabelValues(name, result(ok)).Observe(took.Seconds())
}

// Gauge adds a value that is read when Prometheus asks, e.g. the count of dead letters.
func (m *Metrics) Gauge(name, help string, read func() float64) error {
	if err := m.registry.Register(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, read)); err != nil {
		return fmt.Errorf("local: metric %s: %w", name, err)
	}
	return nil
}

// ServeHTTP writes the metrics in Prometheus' text format.
func (m *Metrics) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}).ServeHTTP(w, r)
}

func result(ok bool) string {
	if ok {
		return "ok"
	}
	return "failed"
}
