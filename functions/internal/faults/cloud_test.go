package faults

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
	awskms "github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/aio-creative-hub/aio/functions/internal/all"
	"github.com/aio-creative-hub/aio/functions/internal/start"
	"github.com/aio-creative-hub/aio/internal/awsclient"
	"github.com/aio-creative-hub/aio/internal/emulator"
	"github.com/aio-creative-hub/aio/internal/faulty"
	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/nlp/custom/lesson"
	"github.com/aio-creative-hub/aio/shared/store/dynamo"
	"github.com/aio-creative-hub/aio/shared/store/dynamo/dynamotest"
)

const secret = "0123456789abcdef0123456789abcdef"

func TestCloud(t *testing.T) {
	t.Parallel()
	emulator.Each(t, "faults", func(t *testing.T, e emulator.Target) {
		if e.Name != "ministack" && os.Getenv(EnvAll) == "" {
			e.NotRun(t, "ministack has it; "+EnvAll+" has it run here, too, and takes its time")
		}
		matrix(t, target{name: e.Name, open: func(t *testing.T) *system { return functions(t, e) }, cases: few()})
	})
}

// functions are those of the cloud, in this process, with the services of an emulator.
func functions(t *testing.T, e emulator.Target) *system {
	t.Helper()
	c := &clock{}
	s := &system{plan: &plan{}, now: c.now, advance: c.advance, sockets: newSockets(), secret: secret}
	settings := resources(t, e)
	base := awsclient.New(func(t *http.Transport) { t.DisableKeepAlives = true })
	client := &wire{s: s, stage: settings[cloud.EnvStage], base: base, broken: map[string]faulty.Kind{}}
	var mu sync.Mutex
	var env *start.Env
	handlers, makers := map[string]lambda.Handler{}, all.Functions()
	s.upload = base.Do
	s.restart = func() {
		mu.Lock()
		defer mu.Unlock()
		clear(handlers)
		env = environment(t, settings, client, c)
	}
	s.invoke = func(ctx context.Context, operation string, event []byte) ([]byte, error) {
		mu.Lock()
		h, err := handlers[operation], error(nil)
		if h == nil && makers[operation] != nil {
			h, err = makers[operation](env)
			handlers[operation] = h
		}
		mu.Unlock()
		if err != nil || h == nil {
			return nil, fmt.Errorf("no function %q: %w", operation, err)
		}
		return h.Invoke(lesson.With(ctx, parrot), event)
	}
	return s
}

// environment is what functions find that start anew.
func environment(t *testing.T, settings map[string]string, client aws.HTTPClient, c *clock) *start.Env {
	t.Helper()
	env, err := start.NewEnv(func(name string) string { return settings[name] }, client)
	if err != nil {
		t.Fatal(err)
	}
	env.Now, env.Log, env.PasswordCost = c.now, slog.New(slog.DiscardHandler), 4
	if env.Store, err = dynamo.Open(env.AWS, dynamo.Options{Stage: settings[cloud.EnvStage], CursorKey: []byte(secret), Now: c.now}); err != nil {
		t.Fatal(err)
	}
	return env
}

// resources makes what a deployment makes, and gives the functions' settings.
func resources(t *testing.T, e emulator.Target) map[string]string {
	t.Helper()
	config := e.Config()
	keys := awskms.NewFromConfig(config)
	key := func(spec types.KeySpec, usage types.KeyUsageType) string {
		out, err := keys.CreateKey(t.Context(), &awskms.CreateKeyInput{KeySpec: spec, KeyUsage: usage})
		if err != nil {
			t.Fatal(err)
		}
		return aws.ToString(out.KeyMetadata.Arn)
	}
	signing := func() string { return key(types.KeySpecRsa2048, types.KeyUsageTypeSignVerify) }
	bucket := emulator.Unique("aio-faults-")
	files := awss3.NewFromConfig(config, func(o *awss3.Options) { o.UsePathStyle = true })
	if _, err := files.CreateBucket(t.Context(), &awss3.CreateBucketInput{Bucket: &bucket}); err != nil {
		t.Fatal(err)
	}
	var limits []string
	for _, class := range []string{"auth", "tools", "upload", "edit"} {
		limits = append(limits, fmt.Sprintf("%s=%d/1m", class, many))
	}
	return map[string]string{
		cloud.EnvStage: dynamotest.Stage(t, config, nil), cloud.EnvBucket: bucket, cloud.EnvSecrets: secret, cloud.EnvCursorKey: secret,
		cloud.EnvSealKey: key(types.KeySpecSymmetricDefault, types.KeyUsageTypeEncryptDecrypt), cloud.EnvSigningKeys: signing() + "," + signing(),
		cloud.EnvSocket: "api", cloud.EnvSender: "aio@example.org", cloud.EnvLimits: strings.Join(limits, ","),
		"AWS_REGION": emulator.Region, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_ENDPOINT_URL": e.Endpoint,
	}
}
