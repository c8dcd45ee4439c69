package main

import (
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3assets"
	"github.com/aws/jsii-runtime-go"

	"github.com/aio-creative-hub/aio/shared/cloud"
)

// props and list are CloudFormation's objects and lists, as they stand in a template
// (AWS CloudFormation Template Reference).
type (
	props = map[string]any
	list  = []any
)

// emulatorBucket is where a deployer for emulators puts assets.
const emulatorBucket = "aio-assets"

// stack is a stack with its stage's settings. Resources are written as CloudFormation has
// them: their ids here are their logical ids.
type stack struct {
	awscdk.Stack
	s    settings
	area string
}

func newStack(app awscdk.App, s settings, name string, after ...*stack) *stack {
	return newStackWith(app, s, name, name == "edge" && s.Region != firewallRegion, after...)
}

// newStackWith makes a stack that may refer to others in other regions.
func newStackWith(app awscdk.App, s settings, name string, crossRegion bool, after ...*stack) *stack {
	p := &awscdk.StackProps{
		StackName: jsii.String(cloud.Name(s.Stage, name)), Description: jsii.String("AIO Creative Hub, " + s.Stage + ": " + name),
		Env:                   &awscdk.Environment{Account: &s.Account, Region: &s.Region},
		TerminationProtection: jsii.Bool(s.Production),
		CrossRegionReferences: jsii.Bool(crossRegion),
		Tags:                  &map[string]*string{cloud.StageTag: &s.Stage},
	}
	if s.Emulator {
		p.Synthesizer = awscdk.NewDefaultStackSynthesizer(&awscdk.DefaultStackSynthesizerProps{
			FileAssetsBucketName: jsii.String(emulatorBucket), GenerateBootstrapVersionRule: jsii.Bool(false)})
	}
	st := &stack{Stack: awscdk.NewStack(app, jsii.String(cloud.Name(s.Stage, name)), p), s: s, area: name}
	for _, other := range after {
		st.AddStackDependency(other.Stack, nil)
	}
	return st
}

// add makes a resource.
func (st *stack) add(id, kind string, p props) awscdk.CfnResource {
	return awscdk.NewCfnResource(st.Stack, &id, &awscdk.CfnResourceProps{Type: &kind, Properties: &p})
}

// kept makes a resource that holds data: in production it stays when the stack goes.
func (st *stack) kept(id, kind string, p props) {
	r := st.add(id, kind, p)
	policy := awscdk.RemovalPolicy_DESTROY
	if st.s.Production {
		policy = awscdk.RemovalPolicy_RETAIN
	}
	r.ApplyRemovalPolicy(policy, &awscdk.RemovalPolicyOptions{ApplyToUpdateReplacePolicy: jsii.Bool(true)})
}

// asset is a folder or file that is published with the stack.
func (st *stack) asset(id, path string) awss3assets.Asset {
	return awss3assets.NewAsset(st.Stack, &id, &awss3assets.AssetProps{Path: &path})
}

// output shows a value.
func (st *stack) output(id string, value any) {
	awscdk.NewCfnOutput(st.Stack, &id, &awscdk.CfnOutputProps{Value: awscdk.Token_AsString(value, nil)})
}

func ref(id string) props              { return props{"Ref": id} }
func att(id, name string) props        { return props{"Fn::GetAtt": list{id, name}} }
func sub(text string) props            { return props{"Fn::Sub": text} }
func (st *stack) tags() list           { return list{props{"Key": cloud.StageTag, "Value": st.s.Stage}} }
func (st *stack) name(p string) string { return cloud.Name(st.s.Stage, p) }

// arn is the ARN of something of this account and region, e.g. arn("dynamodb", "table/x").
func arn(service, rest string) props {
	return sub("arn:${AWS::Partition}:" + service + ":${AWS::Region}:${AWS::AccountId}:" + rest)
}

func str(s string) *string { return &s }

func lower(s string) string { return strings.ToLower(s) }

// sortBy puts objects in the order of one of their texts, so that a template is the same each time.
func sortBy(all list, field string) {
	slices.SortFunc(all, func(a, b any) int {
		x, _ := a.(props)[field].(string)
		y, _ := b.(props)[field].(string)
		return strings.Compare(x, y)
	})
}

// camel makes a logical id of a name: add-layer becomes AddLayer.
func camel(name string) string {
	var b strings.Builder
	for _, part := range strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '_' || r == '.' || r == '$' || r == ' ' }) {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String()
}
