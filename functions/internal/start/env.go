package start

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/aio-creative-hub/aio/internal/awsclient"
	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/errortrack"
	"github.com/aio-creative-hub/aio/shared/identity"
	"github.com/aio-creative-hub/aio/shared/ids"
	"github.com/aio-creative-hub/aio/shared/keys/kms"
	"github.com/aio-creative-hub/aio/shared/store/dynamo"
)

// Env is what a function finds around it.
type Env struct {
	Settings cloud.Settings
	AWS      aws.Config
	Store    *dynamo.Store
	Log      *slog.Logger
	Now      func() time.Time
	NewID    func(prefix string) string

	// PasswordCost is bcrypt's; 0 is the default. Less than that is for tests.
	PasswordCost int

	getenv func(string) string
	Errors *errortrack.Tracker // of unexpected errors
	public identity.PublicKeys
}

// NewEnv reads the environment. What every function needs must be there; what an area
// needs besides, it asks for with Need. A client that is not nil makes the requests to AWS.
func NewEnv(getenv func(string) string, client aws.HTTPClient) (*Env, error) {
	settings, err := cloud.Load(getenv, cloud.EnvSecrets, cloud.EnvCursorKey)
	if err != nil {
		return nil, err
	}
	config, err := AWS(getenv)
	if err != nil {
		return nil, err
	}
	if client != nil {
		config.HTTPClient = client
	}
	var level slog.Level
	if text := settings.LogLevel; text != "" {
		if err := level.UnmarshalText([]byte(text)); err != nil {
			return nil, fmt.Errorf("%s: %w", cloud.EnvLogLevel, err)
		}
	}
	e := &Env{Settings: settings, AWS: config, Now: time.Now, NewID: ids.NewSource(time.Now, nil).New, getenv: getenv,
		Log: slog.New(slog.NewJSONHandler(os.Stdout, &slog.HandlerOptions{Level: level})).With("release", settings.Release)}
	if e.Store, err = dynamo.Open(config, dynamo.Options{Stage: settings.Stage, CursorKey: settings.CursorKey, Now: e.Now}); err != nil {
		return nil, err
	}
	e.Errors = errortrack.New(errortrack.Config{Store: e.Store, Log: e.Log, Now: e.Now, Release: settings.Release})
	return e, nil
}

// Need reports, at once, which of the settings are missing.
func (e *Env) Need(variables ...string) error {
	_, err := cloud.Load(e.getenv, variables...)
	return err
}

// publicKeys are the keys that verify tokens.
func (e *Env) publicKeys() (identity.PublicKeys, error) {
	if e.public == nil {
		if err := e.Need(cloud.EnvSigningKeys); err != nil {
			return nil, err
		}
		e.public = kms.OpenPublic(e.AWS, kms.Options{Stage: e.Settings.Stage, SigningKeys: e.Settings.SigningKeys, Store: e.Store, Now: e.Now})
	}
	return e.public, nil
}

// The time-outs of a connection to AWS: within a region it stands in milliseconds, and a
// function that waits for seconds has no time left for another try.
const (
	dialTimeout = 2 * time.Second
	idleConns   = 64 // kept open to one service; a function serves one event at a time, and reads in parallel
)

// AWS is the SDK's configuration from what Lambda sets. The SDK's own loader looks
// in files and at the instance's metadata, too, which are not there, and links three more
// services.
func AWS(getenv func(string) string) (aws.Config, error) {
	region, id, secret := getenv("AWS_REGION"), getenv("AWS_ACCESS_KEY_ID"), getenv("AWS_SECRET_ACCESS_KEY")
	if region == "" || id == "" || secret == "" {
		return aws.Config{}, errors.New("AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set, as Lambda does")
	}
	endpoint := strings.TrimSuffix(getenv("AWS_ENDPOINT_URL"), "/") // of an emulator; none on AWS
	c := aws.Config{
		Region:      region,
		Credentials: credentials.NewStaticCredentialsProvider(id, secret, getenv("AWS_SESSION_TOKEN")),
		HTTPClient: awsclient.New(func(t *http.Transport) {
			t.MaxIdleConnsPerHost = idleConns
			t.TLSHandshakeTimeout = dialTimeout
			t.DisableKeepAlives = endpoint != "" // a busy emulator closes those that were kept at any moment
		}),
	}
	if endpoint != "" {
		c.BaseEndpoint = aws.String(endpoint)
	}
	return c, nil
}
