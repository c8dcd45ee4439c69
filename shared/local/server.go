package local

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/store"
)

// Time-outs of connections, which keep slow clients from holding what they do not use.
const (
	headerTimeout = 10 * time.Second // for the headers of a request
	readTimeout   = 40 * time.Second // for a request with its body; handlers of large bodies set their own
	writeTimeout  = 75 * time.Second // from the headers to the end of the answer; handlers set their own
	idleTimeout   = 2 * time.Minute  // between two requests of a connection
	defaultGrace  = 15 * time.Second // for what is under way when the server is to stop
)

// ServerOptions configures NewServer.
type ServerOptions struct {
	Addr      string                     // host:port; without a host 127.0.0.1, port 0 picks a free one
	TLS       bool                       // TLS 1.3 with a self-signed certificate that is kept in DataDir
	Hosts     []string                   // host names to answer to besides the address and localhost, each on any port or with one
	DataDir   string                     // for the certificate and the inspector's secret
	Functions *Functions                 // required, with all operations registered
	Hub       *Hub                       // nil: no WebSockets
	Blob      http.Handler               // at /blob/; nil: none
	Extra     map[string]http.Handler    // by path, or by prefix if it ends in a slash; below /_local/ behind the secret
	Bus       bus.Bus                    // nil: no events
	Tickers   []Ticker                   //
	Store     store.Store                // remembers the last run of schedules
	Metrics   *Metrics                   // at /metrics; nil: none
	Inspector *Inspector                 // at /_local/; nil: none
	Faults    *Faults                    // at /_local/faults; nil: none
	Log       *slog.Logger               // nil discards
	Now       func() time.Time           // nil means the system's clock
	NewID     func(prefix string) string // required
	Version   string                     // shown by the inspector
	Grace     time.Duration              // for what is under way at the end; 0 means 15 s
}

func (o ServerOptions) meter() Meter {
	if o.Metrics == nil {
		return noMeter{}
	}
	return o.Metrics
}

// Server is the listener with everything on it. Make it with NewServer, then Start, then Run.
type Server struct {
	o         ServerOptions
	edge      edge
	secret    secretKeeper
	routes    *router
	schedules *schedules

	http  *http.Server
	url   string
	ctx   context.Context // of the bus, the tickers and the schedules; nothing of it travels into functions
	stop  context.CancelFunc
	group *errgroup.Group // owns every goroutine of the server
	ended chan struct{}   // the group is done
	err   error           // of the group, once ended
}

// NewServer checks the options and prepares everything; nothing listens yet.
func NewServer(o ServerOptions) (*Server, error) {
	if o.Functions == nil || o.NewID == nil || o.DataDir == "" {
		return nil, errors.New("local: a server needs Functions, NewID and DataDir")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	o.Grace = orDefault(o.Grace, defaultGrace)
	routes, err := newRouter(o.Functions.Specs())
	if err != nil {
		return nil, err
	}
	for _, t := range o.Tickers {
		if err := t.check(); err != nil {
			return nil, err
		}
	}
	schedules, err := newSchedules(o)
	if err != nil {
		return nil, err
	}
	secret, err := openSecret(o.DataDir)
	if err != nil {
		return nil, err
	}
	e := edge{newID: o.NewID, secure: o.TLS}
	s := &Server{o: o, edge: e, secret: secretKeeper{edge: e, secret: secret}, routes: routes, schedules: schedules, ended: make(chan struct{})}
	if err := s.attach(); err != nil {
		return nil, err
	}
	return s, nil
}

// attach joins hub and bus to the server.
func (s *Server) attach() error {
	if s.o.Hub != nil {
		s.o.Hub.meter, s.o.Hub.secure = s.o.meter(), s.o.TLS
	}
	if s.o.Bus == nil {
		return nil
	}
	if s.o.Metrics != nil {
		if err := s.o.Metrics.Gauge("aio_dead_letters", "Events that a consumer failed on for good; counted up to a page.", s.deadLetters); err != nil {
			return err
		}
	}
	return subscribe(s.o.Bus, s.o.Functions, s.o.meter())
}

// deadLetters counts the first page of dead letters, or gives -1 if that is not known.
func (s *Server) deadLetters() float64 {
	const patience = 2 * time.Second // Prometheus asks every few seconds
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	letters, _, err := s.o.Bus.DeadLetters(ctx, bus.MaxPage, "")
	if err != nil {
		return -1
	}
	return float64(len(letters))
}

// Start listens and serves, and gives the URL to open. ctx bounds the start only; end a
// started server with Run.
func (s *Server) Start(ctx context.Context) (string, error) {
	addr, err := bindAddress(s.o.Addr)
	if err != nil {
		return "", fmt.Errorf("local: address: %w", err)
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return "", fmt.Errorf("local: listen: %w", err)
	}
	host, _, _ := net.SplitHostPort(addr) // JoinHostPort made it
	bound, ok := l.Addr().(*net.TCPAddr)
	if !ok {
		return "", errors.Join(fmt.Errorf("local: listening on %s", l.Addr()), l.Close())
	}
	own := newHosts(bound, host, s.o.Hosts)
	scheme := "http"
	if s.o.TLS {
		config, err := tlsConfig(s.o.DataDir, own.certified(), s.o.Now())
		if err != nil {
			return "", errors.Join(err, l.Close())
		}
		l, scheme = tls.NewListener(l, config), "https"
	}
	s.url = scheme + "://" + net.JoinHostPort(urlHost(bound), fmt.Sprint(bound.Port))
	s.launch(l, s.handler(own))
	return s.url, nil
}

// urlHost is a host of the address that a browser on this machine can open.
func urlHost(bound *net.TCPAddr) string {
	if bound.IP.IsUnspecified() {
		return "localhost"
	}
	return bound.IP.String()
}

// InspectorURL opens the inspector's page; it holds the secret. "" before Start.
func (s *Server) InspectorURL() string {
	if s.url == "" || s.o.Inspector == nil {
		return ""
	}
	return s.url + "/_local/?secret=" + s.secret.secret
}

// launch begins everything that runs until the end.
func (s *Server) launch(l net.Listener, h http.Handler) {
	s.http = &http.Server{Handler: h, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: 2 * maxHeaders, // above our own limit, which answers with a problem
		ErrorLog: slog.NewLogLogger(s.o.Log.Handler(), slog.LevelWarn)}
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.group = &errgroup.Group{}
	s.group.Go(func() error {
		if err := s.http.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			s.stop() // the server cannot go on without its listener
			return fmt.Errorf("local: serve: %w", err)
		}
		return nil
	})
	s.group.Go(func() error { s.schedules.run(s.ctx); return nil })
	for _, t := range s.o.Tickers {
		s.group.Go(func() error { t.run(s.ctx, s.o.Now, s.o.meter(), s.o.Log); return nil })
	}
	if s.o.Bus != nil {
		s.group.Go(func() error {
			defer s.stop() // nor without its events
			if err := s.o.Bus.Run(s.ctx); err != nil {
				return fmt.Errorf("local: bus: %w", err)
			}
			return nil
		})
	}
}

// Run serves until ctx ends or something fails, and then ends in order: it accepts nothing
// new, finishes requests, closes sockets as going away (1001), lets the bus finish what it
// delivers, and waits for functions under way; all within the grace.
func (s *Server) Run(ctx context.Context) error {
	if s.http == nil {
		if _, err := s.Start(ctx); err != nil {
			return err
		}
	}
	select {
	case <-ctx.Done():
	case <-s.ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.o.Grace)
	defer cancel()
	return s.end(grace)
}

func (s *Server) end(ctx context.Context) error {
	var clients errgroup.Group
	clients.Go(func() error { return named("requests", s.http.Shutdown(ctx)) })
	if s.o.Hub != nil {
		clients.Go(func() error { return s.o.Hub.Close(ctx) })
	}
	errs := []error{clients.Wait()}
	s.stop()
	go func() { s.err = s.group.Wait(); close(s.ended) }()
	select {
	case <-s.ended:
		errs = append(errs, s.err)
	case <-ctx.Done():
		errs = append(errs, fmt.Errorf("local: background work: %w", ctx.Err()))
	}
	if err := s.o.Functions.Drain(ctx); err != nil {
		errs = append(errs, fmt.Errorf("local: functions: %w", err))
	}
	return errors.Join(append(errs, s.http.Close())...)
}

func named(what string, err error) error {
	if err != nil {
		return fmt.Errorf("local: %s: %w", what, err)
	}
	return nil
}
