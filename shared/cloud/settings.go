package cloud

import (
	"errors"
	"fmt"
	"strings"
)

// The environment variables of functions. AWS_REGION and, on emulators, AWS_ENDPOINT_URL
// are read by the SDK.
const (
	EnvStage       = "AIO_STAGE"          // dev
	EnvRelease     = "AIO_RELEASE"        // of the code, for logs and error groups
	EnvBucket      = "AIO_BUCKET"         // of blobs
	EnvSecrets     = "AIO_ORIGIN_SECRETS" //nolint:gosec // the name of a variable: what the edge proves itself with; current,previous
	EnvCursorKey   = "AIO_CURSOR_KEY"     // what list cursors are signed with; any text of at least MinCursorKey bytes
	EnvSealKey     = "AIO_SEAL_KEY"       // KMS key (id or ARN) under which the keys of fields and hashes are kept
	EnvSigningKeys = "AIO_SIGNING_KEYS"   // KMS keys of tokens before the first rotation: current,next
	EnvSocket      = "AIO_SOCKET_API"     // id of the WebSocket API
	EnvSender      = "AIO_MAIL_FROM"      // the address that mails come from
	EnvDeadLetters = "AIO_DEAD_LETTERS"   // URL of the queue of dead letters
	EnvLimits      = "AIO_LIMITS"         // other numbers than the default's, e.g. auth=5/1m,tools=60/1m
	EnvLogLevel    = "AIO_LOG_LEVEL"      // debug, info (the default), warn, error
)

// MinCursorKey is the least bytes of the cursor key: 128 bits as hexadecimal digits.
const MinCursorKey = 32

// Settings are what functions read from their environment.
type Settings struct {
	Stage       string
	Release     string
	Bucket      string
	Secrets     []string
	CursorKey   []byte
	SealKey     string
	SigningKeys []string
	SocketAPI   string
	Sender      string
	DeadLetters string
	Limits      string
	LogLevel    string
}

// Load reads the settings. The stage and the variables in needs must be there; all that is
// missing or malformed is reported at once.
func Load(getenv func(string) string, needs ...string) (Settings, error) {
	s := Settings{
		Stage: getenv(EnvStage), Release: getenv(EnvRelease), Bucket: getenv(EnvBucket), Secrets: list(getenv(EnvSecrets)),
		CursorKey: []byte(getenv(EnvCursorKey)), SealKey: getenv(EnvSealKey), SigningKeys: list(getenv(EnvSigningKeys)),
		SocketAPI: getenv(EnvSocket), Sender: getenv(EnvSender), DeadLetters: getenv(EnvDeadLetters),
		Limits: getenv(EnvLimits), LogLevel: getenv(EnvLogLevel),
	}
	var errs []error
	for _, name := range append([]string{EnvStage}, needs...) {
		if strings.TrimSpace(getenv(name)) == "" {
			errs = append(errs, fmt.Errorf("%s is not set", name))
		}
	}
	if s.Stage != "" {
		errs = append(errs, CheckStage(s.Stage))
	}
	if n := len(s.CursorKey); n > 0 && n < MinCursorKey {
		errs = append(errs, fmt.Errorf("%s has %d bytes, of at least %d", EnvCursorKey, n, MinCursorKey))
	}
	if n := len(s.SigningKeys); n != 0 && n != 2 {
		errs = append(errs, fmt.Errorf("%s names %d keys, not the current and the next", EnvSigningKeys, n))
	}
	if err := errors.Join(errs...); err != nil {
		return Settings{}, fmt.Errorf("cloud: settings: %w", err)
	}
	return s, nil
}

// list splits what is separated by commas, leaving out what is empty.
func list(text string) []string {
	var out []string
	for _, part := range strings.Split(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
