package fetch_test

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/fetch"
)

// short is a time-out of a test: what should end does so soon, and what should not never does.
const short = 30 * time.Millisecond

// silent is a resolver that never answers.
type silent struct{}

func (silent) LookupNetIP(ctx context.Context, _, _ string) ([]netip.Addr, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// Every phase has its time-out. The others are the defaults, which a test would notice.
func TestTimeouts(t *testing.T) {
	hang := func(_ http.ResponseWriter, req *http.Request) { <-req.Context().Done() }
	stall := func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		_, _ = w.Write([]byte("hel")) // the client waits for more
		_ = http.NewResponseController(w).Flush()
		<-req.Context().Done()
	}
	for name, tt := range map[string]struct {
		handler http.HandlerFunc
		change  func(*fetch.Options)
	}{
		"look-up": {hang, func(o *fetch.Options) { o.Timeouts.Lookup, o.Resolver = short, silent{} }},
		"connect": {hang, func(o *fetch.Options) {
			o.Timeouts.Connect = short
			o.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) {
				<-ctx.Done()
				return nil, ctx.Err()
			}
		}},
		"TLS": {hang, func(o *fetch.Options) {
			o.Timeouts.TLS = short
			o.Dial = func(context.Context, string, string) (net.Conn, error) {
				ours, theirs := net.Pipe()
				t.Cleanup(func() { _ = theirs.Close() })
				go func() { // takes what comes and says nothing; ends with the pipe
					buffer := make([]byte, 4096)
					for {
						if _, err := theirs.Read(buffer); err != nil {
							return
						}
					}
				}()
				return ours, nil
			}
		}},
		"header": {hang, func(o *fetch.Options) { o.Timeouts.Header = short }},
		"idle":   {stall, func(o *fetch.Options) { o.Timeouts.Idle = short }},
		"total":  {stall, func(o *fetch.Options) { o.Timeouts.Total = 5 * short }},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, tt.handler)
			o := r.options()
			tt.change(&o)
			begun := time.Now()
			_, err := get(t, fetch.New(o), "https://example.com/secret")
			wantCode(t, err, fetch.CodeTimeout)
			soon(t, begun)
		})
	}
}

// A server that sends a byte now and then is never idle: the whole has an end too.
func TestDrip(t *testing.T) {
	r := newRig(t, func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		for req.Context().Err() == nil {
			_, _ = w.Write([]byte("a")) // until the client goes
			_ = http.NewResponseController(w).Flush()
			time.Sleep(time.Millisecond)
		}
	})
	o := r.options()
	o.Timeouts.Total = 5 * short
	begun := time.Now()
	_, err := fetch.New(o).Get(t.Context(), "http://example.org/secret", fetch.Limits{MaxBytes: fetch.MaxBytes, Types: limits.Types})
	wantCode(t, err, fetch.CodeTimeout)
	soon(t, begun)
}
