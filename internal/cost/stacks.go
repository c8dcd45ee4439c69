package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"

	"github.com/aio-creative-hub/aio/internal/deploy"
	"github.com/aio-creative-hub/aio/internal/dist"
)

// The kind of a web ACL, and what stands for its rules, which are paid by themselves.
const (
	webACL   = "AWS::WAFv2::WebACL"
	webRules = webACL + ".Rules"
)

// resources counts what the stacks of production are made of, as they are now: it
// synthesizes those of the repository at root.
func resources(ctx context.Context, root string) (map[string]int, error) {
	dir, err := os.MkdirTemp("", "aio-cost-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	programs, assembly := filepath.Join(dir, "dist"), filepath.Join(dir, "cdk.out")
	if err := dist.Placeholders(programs, "arm64"); err != nil {
		return nil, err
	}
	if err := deploy.Synthesize(ctx, root, assembly, map[string]string{"stage": "production", "region": "us-east-1", "account": "111122223333",
		"mailFrom": "aio@example.org", "alarmMail": "ops@example.org", "dist": programs}); err != nil {
		return nil, err
	}
	files, _ := filepath.Glob(filepath.Join(assembly, "*.template.json"))
	slices.Sort(files)
	out := map[string]int{}
	for _, file := range files {
		data, err := os.ReadFile(file) //nolint:gosec // just written
		if err != nil {
			return nil, err
		}
		var doc struct {
			Resources map[string]struct {
				Type       string
				Properties struct{ Rules []json.RawMessage }
			}
		}
		if err := json.Unmarshal(data, &doc); err != nil {
			return nil, err
		}
		for _, r := range doc.Resources {
			out[r.Type]++
			if r.Type == webACL {
				out[webRules] += len(r.Properties.Rules)
			}
		}
	}
	return out, nil
}
