package cloud_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/catalog"
	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/operation"
)

func TestCheckStage(t *testing.T) {
	for stage, ok := range map[string]bool{"dev": true, "production": true, "e2e1": true, "": false, "Dev": false, "1a": false, "a-b": false, strings.Repeat("a", 13): false} {
		if err := cloud.CheckStage(stage); (err == nil) != ok || err != nil && !errors.Is(err, cloud.ErrStage) {
			t.Errorf("%q: %v", stage, err)
		}
	}
}

// TestNamesDiffer: no two operations share a function, a folder or a built file, and every
// name fits at the longest stage.
func TestNamesDiffer(t *testing.T) {
	seen := map[string]string{}
	for _, d := range catalog.All() {
		id := operation.SpecOf(d).ID
		if err := cloud.CheckFunctionName(id); err != nil {
			t.Error(err)
		}
		for _, name := range []string{cloud.FunctionName("dev", id), "dir " + cloud.FunctionDir(id), "artifact " + cloud.Artifact(id)} {
			if other := seen[name]; other != "" {
				t.Errorf("%s and %s are both called %s", id, other, name)
			}
			seen[name] = id
		}
		if got := cloud.OperationOf("dev", cloud.FunctionName("dev", id)); got != id {
			t.Errorf("%s has a function named as that of %q", id, got)
		}
	}
	if got := cloud.FunctionName("dev", "graphics.add_layer"); got != "aio-dev-graphics-add-layer" {
		t.Error(got)
	}
	if got := cloud.BucketName(strings.Repeat("s", cloud.MaxStage), "123456789012", "ap-southeast-99"); len(got) > 63 {
		t.Errorf("%s has %d characters", got, len(got))
	}
}

// TestOperationOf: what is no function of the stage is the function of no operation.
func TestOperationOf(t *testing.T) {
	for _, name := range []string{"", "aio-dev", "aio-dev-", "aio-dev-live", "aio-staging-live-fanout", "live-fanout", "aio-dev--fanout"} {
		if got := cloud.OperationOf("dev", name); got != "" {
			t.Errorf("%q is said to be the function of %s", name, got)
		}
	}
}

func TestLoad(t *testing.T) {
	good := map[string]string{cloud.EnvStage: "dev", cloud.EnvSecrets: "a, b,,", cloud.EnvSigningKeys: "one,two", cloud.EnvCursorKey: strings.Repeat("k", cloud.MinCursorKey)}
	with := func(name, value string) func(string) string {
		return func(n string) string {
			if n == name {
				return value
			}
			return good[n]
		}
	}
	s, err := cloud.Load(with("", ""), cloud.EnvSecrets)
	if err != nil || len(s.Secrets) != 2 || s.Secrets[1] != "b" || len(s.SigningKeys) != 2 {
		t.Errorf("%+v, %v", s, err)
	}
	for name, tt := range map[string]struct{ variable, value, want string }{
		"no stage":        {cloud.EnvStage, "", "AIO_STAGE is not set"},
		"bad stage":       {cloud.EnvStage, "A B", "lower-case"},
		"missing":         {cloud.EnvSecrets, " ", "AIO_ORIGIN_SECRETS is not set"},
		"short key":       {cloud.EnvCursorKey, "short", "AIO_CURSOR_KEY"},
		"one signing key": {cloud.EnvSigningKeys, "one", "AIO_SIGNING_KEYS"},
	} {
		if _, err := cloud.Load(with(tt.variable, tt.value), cloud.EnvSecrets); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err = cloud.Load(func(string) string { return "" }, cloud.EnvBucket, cloud.EnvSealKey)
	for _, name := range []string{cloud.EnvStage, cloud.EnvBucket, cloud.EnvSealKey} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v does not name %s", err, name)
		}
	}
}

// TestGrants: what is around an operation is granted with it, each thing once.
func TestGrants(t *testing.T) {
	s := operation.Spec{ID: "x.y", Auth: operation.User, Method: "POST", Price: operation.PriceRequest,
		Grants: []operation.Grant{operation.Table("identity", operation.Read), operation.Table("work", operation.Write), operation.Table("work", operation.Read)}}
	got := map[string]operation.Access{}
	for _, g := range cloud.Grants(s) {
		if _, twice := got[g.Kind+" "+g.On]; twice {
			t.Errorf("%v twice", g)
		}
		got[g.Kind+" "+g.On] = g.Access
	}
	for name, want := range map[string]operation.Access{"table identity": operation.ReadWrite, "table work": operation.ReadWrite,
		"table runtime": operation.ReadWrite, "table ledger": operation.ReadWrite, "verify tokens": operation.Read} {
		if got[name] != want {
			t.Errorf("%s: %q, want %q", name, got[name], want)
		}
	}
	if n := len(cloud.Grants(operation.Spec{ID: "x.z", Auth: operation.Public, Method: "GET", Price: operation.PriceFree})); n != 1 {
		t.Errorf("a public operation has %d grants", n)
	}
}
