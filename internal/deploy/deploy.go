// Package deploy deploys a CDK cloud assembly (cdk.out) to an emulator: it publishes the
// assets and makes the stacks through CloudFormation, in the order in which they depend on
// each other. The CDK's command does more and needs an account that was prepared for it;
// here the templates are the same, and nothing else is needed.
//
// An emulator that does not know a kind of resource may say that it made it: such a
// resource fails the deployment here.
package deploy

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// poll is how often a stack is looked at, and stackTime how long one may take.
const (
	poll      = 200 * time.Millisecond
	stackTime = 5 * time.Minute
)

// Assembly is a cloud assembly that was read.
type Assembly struct {
	dir    string
	stacks []stack // in the order of their making
	assets []asset
}

type stack struct{ name, template string }

// manifest is what manifest.json says that is needed here (CDK's cloud assembly schema).
type manifest struct {
	Artifacts map[string]artifact `json:"artifacts"`
}

type artifact struct {
	Type         string   `json:"type"`
	Dependencies []string `json:"dependencies"`
	Properties   struct {
		TemplateFile string `json:"templateFile"`
		File         string `json:"file"`
		StackName    string `json:"stackName"`
	} `json:"properties"`
}

// Read reads the assembly of a folder.
func Read(dir string) (*Assembly, error) {
	data, err := os.ReadFile(filepath.Join(dir, "manifest.json")) //nolint:gosec // the caller's folder
	if err != nil {
		return nil, fmt.Errorf("deploy: %w", err)
	}
	var m manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("deploy: manifest.json: %w", err)
	}
	a := &Assembly{dir: dir}
	for _, id := range inOrder(m.Artifacts) {
		switch one := m.Artifacts[id]; one.Type {
		case "aws:cloudformation:stack":
			name := one.Properties.StackName
			if name == "" {
				name = id
			}
			a.stacks = append(a.stacks, stack{name, one.Properties.TemplateFile})
		case "cdk:asset-manifest":
			some, err := readAssets(dir, one.Properties.File)
			if err != nil {
				return nil, err
			}
			a.assets = append(a.assets, some...)
		}
	}
	return a, nil
}

// inOrder lists artifacts after what they depend on.
func inOrder(all map[string]artifact) (out []string) {
	var visit func(id string)
	visit = func(id string) {
		if _, ok := all[id]; !ok || slices.Contains(out, id) {
			return
		}
		for _, d := range all[id].Dependencies {
			visit(d)
		}
		out = append(out, id)
	}
	ids := make([]string, 0, len(all))
	for id := range all {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		visit(id)
	}
	return out
}

// Deployer deploys to an endpoint.
type Deployer struct {
	endpoint string
	cfn      *cloudformation.Client
	s3       *s3.Client
	log      func(format string, args ...any)
	pretends []string
}

// Pretends names kinds of resources (their beginnings, e.g. "AWS::ApiGatewayV2::") that the
// emulator is known to make in appearance only, and that are done without.
func (d *Deployer) Pretends(kinds ...string) *Deployer {
	d.pretends = kinds
	return d
}

// New makes a deployer; log, which may be nil, is told of each stack.
func New(c aws.Config, log func(format string, args ...any)) *Deployer {
	if log == nil {
		log = func(string, ...any) {}
	}
	return &Deployer{endpoint: aws.ToString(c.BaseEndpoint), cfn: cloudformation.NewFromConfig(c), log: log,
		s3: s3.NewFromConfig(c, func(o *s3.Options) { o.UsePathStyle = true })}
}

// Deploy publishes the assets and makes or updates the stacks. It gives the stacks'
// outputs, by "stack.Output".
func (d *Deployer) Deploy(ctx context.Context, a *Assembly) (map[string]string, error) {
	bucket, err := d.publish(ctx, a)
	if err != nil {
		return nil, err
	}
	outputs := map[string]string{}
	for _, st := range a.stacks {
		begun := time.Now()
		made, err := d.deploy(ctx, a.dir, bucket, st)
		if err != nil {
			return nil, fmt.Errorf("deploy: stack %s: %w", st.name, err)
		}
		d.log("%s: %.1f s", st.name, time.Since(begun).Seconds())
		for _, o := range made.Outputs {
			outputs[st.name+"."+aws.ToString(o.OutputKey)] = aws.ToString(o.OutputValue)
		}
	}
	return outputs, nil
}

// deploy makes or updates one stack and waits for it.
func (d *Deployer) deploy(ctx context.Context, dir, bucket string, st stack) (*types.Stack, error) {
	ctx, cancel := context.WithTimeout(ctx, stackTime)
	defer cancel()
	template, err := os.ReadFile(filepath.Join(dir, st.template)) //nolint:gosec // the assembly's own file
	if err != nil {
		return nil, err
	}
	key := "templates/" + st.name + ".json" // a template in the request may have 51,200 bytes, at an address a million
	if _, err := d.s3.PutObject(ctx, &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: bytes.NewReader(template)}); err != nil {
		return nil, brief(err)
	}
	url := d.endpoint + "/" + bucket + "/" + key
	if err := d.begin(ctx, st.name, url); err != nil {
		return nil, brief(err)
	}
	return d.wait(ctx, st.name)
}

func (d *Deployer) begin(ctx context.Context, name, url string) error {
	caps := []types.Capability{types.CapabilityCapabilityNamedIam, types.CapabilityCapabilityAutoExpand}
	_, err := d.cfn.CreateStack(ctx, &cloudformation.CreateStackInput{StackName: &name, TemplateURL: &url, Capabilities: caps, DisableRollback: aws.Bool(true)})
	var exists *types.AlreadyExistsException
	if !errors.As(err, &exists) {
		return err
	}
	_, err = d.cfn.UpdateStack(ctx, &cloudformation.UpdateStackInput{StackName: &name, TemplateURL: &url, Capabilities: caps})
	if err != nil && strings.Contains(err.Error(), "No updates are to be performed") {
		return nil
	}
	return err
}

// wait waits for a stack, and reads from its events what went wrong.
func (d *Deployer) wait(ctx context.Context, name string) (*types.Stack, error) {
	for {
		out, err := d.cfn.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: &name})
		if err != nil {
			return nil, brief(err)
		}
		st := out.Stacks[0]
		status := string(st.StackStatus)
		if !strings.HasSuffix(status, "_IN_PROGRESS") {
			if err := d.complaints(ctx, name); err != nil {
				return nil, err
			}
			if status != "CREATE_COMPLETE" && status != "UPDATE_COMPLETE" {
				return nil, fmt.Errorf("%s: %s", status, aws.ToString(st.StackStatusReason))
			}
			return &st, nil
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("%s: %w", status, ctx.Err())
		case <-time.After(poll):
		}
	}
}

// complaints finds resources that failed, or that the emulator only pretends to have made.
func (d *Deployer) complaints(ctx context.Context, name string) error {
	out, err := d.cfn.DescribeStackEvents(ctx, &cloudformation.DescribeStackEventsInput{StackName: &name})
	if err != nil {
		return brief(err)
	}
	var errs []error
	for _, e := range out.StackEvents {
		why := aws.ToString(e.ResourceStatusReason)
		if slices.ContainsFunc(d.pretends, func(kind string) bool { return strings.HasPrefix(aws.ToString(e.ResourceType), kind) }) {
			continue
		}
		if strings.HasSuffix(string(e.ResourceStatus), "_FAILED") || strings.Contains(strings.ToLower(why), "not supported") {
			errs = append(errs, fmt.Errorf("%s %s: %s: %s", aws.ToString(e.ResourceType), aws.ToString(e.LogicalResourceId), e.ResourceStatus, why))
		}
	}
	return errors.Join(errs...)
}

// brief cuts an error's text: some repeat the whole template.
func brief(err error) error {
	const most = 600
	if err == nil || len(err.Error()) <= most {
		return err
	}
	text := err.Error()
	return errors.New(text[:most/2] + " … " + text[len(text)-most/2:])
}
