package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/aio-creative-hub/aio/shared/catalog"
	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// resource is one of a template.
type resource struct {
	Type                string
	Properties          props
	DeletionPolicy      string
	UpdateReplacePolicy string

	id, stack string
}

// template is what was synthesized, of all stacks.
type template []resource

func TestMain(m *testing.M) {
	code := m.Run()
	jsii.Close()
	os.Exit(code)
}

// synthesized gives the templates of a stage, made once.
var synthesized = func() func(t *testing.T, stage string) template {
	var mu sync.Mutex
	made := map[string]template{}
	return func(t *testing.T, stage string) template {
		t.Helper()
		mu.Lock()
		defer mu.Unlock()
		if made[stage] == nil {
			made[stage] = synthesize(t, stage)
		}
		return made[stage]
	}
}()

func goodContext(stage string) map[string]any {
	return map[string]any{"stage": stage, "region": "eu-central-1", "account": "111122223333", "mailFrom": "aio@example.org", "alarmMail": "ops@example.org"}
}

func synthesize(t *testing.T, stage string) template {
	t.Helper()
	dir, placeholders := t.TempDir(), t.TempDir()
	for _, l := range append(ids(), "bus.relay") { // templates need no programs
		folder := filepath.Join(placeholders, "arm64", cloud.Artifact(l))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, "bootstrap"), []byte(l), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	context := goodContext(stage)
	context["dist"] = placeholders
	app := awscdk.NewApp(&awscdk.AppProps{Outdir: &dir, Context: &context})
	s, err := readSettings(app.Node())
	if err != nil {
		t.Fatal(err)
	}
	if err := build(app, s); err != nil {
		t.Fatal(err)
	}
	app.Synth(nil)
	files, _ := filepath.Glob(filepath.Join(dir, "*.template.json"))
	var out template
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var doc struct{ Resources map[string]resource }
		if err := json.Unmarshal(data, &doc); err != nil {
			t.Fatal(err)
		}
		for _, id := range slices.Sorted(maps.Keys(doc.Resources)) {
			r := doc.Resources[id]
			r.id, r.stack = id, strings.TrimSuffix(filepath.Base(file), ".template.json")
			out = append(out, r)
		}
	}
	return out
}

// ids are those of the operations that have functions.
func ids() (out []string) {
	for _, s := range specs() {
		out = append(out, s.ID)
	}
	return out
}

func specs() (out []operation.Spec) {
	for _, d := range catalog.All() {
		if s := operation.SpecOf(d); !s.Planned {
			out = append(out, s)
		}
	}
	return out
}

func (t template) of(kind string) (out []resource) {
	for _, r := range t {
		if r.Type == kind {
			out = append(out, r)
		}
	}
	return out
}

// text is a property as JSON.
func (r resource) text(name string) string {
	data, _ := json.Marshal(r.Properties[name])
	return string(data)
}

// own tells the resources of the system from those that the CDK adds for references
// between regions.
func own(r resource) bool {
	return !strings.Contains(r.id, "CrossRegion") && !strings.Contains(r.id, "CustomCrossRegion")
}

func TestSettings(t *testing.T) {
	for name, tt := range map[string]struct {
		change map[string]any
		want   []string
	}{
		"good":           {nil, nil},
		"nothing":        {map[string]any{"stage": "", "region": "", "account": "", "mailFrom": ""}, []string{"stage", "region", "account", "mailFrom"}},
		"bad names":      {map[string]any{"stage": "My-Stage", "region": "nowhere", "account": "12"}, []string{"stage", "region", "account"}},
		"arch":           {map[string]any{"arch": "mips"}, []string{"arch"}},
		"domain alone":   {map[string]any{"domain": "hub.example"}, []string{"certificate"}},
		"certificate":    {map[string]any{"domain": "hub.example", "certificate": "arn:aws:acm:eu-central-1:111122223333:certificate/x"}, []string{"us-east-1"}},
		"emulator":       {map[string]any{"emulator": "1"}, []string{"originSecret"}},
		"secret by hand": {map[string]any{"originSecret": "x"}, []string{"emulators"}},
	} {
		context := goodContext("dev")
		maps.Copy(context, tt.change)
		_, err := readSettings(awscdk.NewApp(&awscdk.AppProps{Context: &context}).Node())
		if (err == nil) != (tt.want == nil) {
			t.Errorf("%s: %v", name, err)
		}
		for _, word := range tt.want {
			if err != nil && !strings.Contains(err.Error(), word) {
				t.Errorf("%s: %v does not speak of %q", name, err, word)
			}
		}
	}
}

// TestEveryOperationHasItsFunction: one function, one role and one log group each, with
// the memory and the time that its declaration says, and the relay beside them.
func TestEveryOperationHasItsFunction(t *testing.T) {
	all := synthesized(t, "production")
	functions, groups, roles := map[string]resource{}, map[string]bool{}, map[string]string{}
	for _, g := range all.of("AWS::Logs::LogGroup") {
		groups[fmt.Sprint(g.Properties["LogGroupName"])] = true
		if g.Properties["RetentionInDays"] != float64(logDays) {
			t.Errorf("%s keeps lines for %v days", g.id, g.Properties["RetentionInDays"])
		}
	}
	for _, f := range all.of("AWS::Lambda::Function") {
		if !own(f) {
			continue
		}
		name := fmt.Sprint(f.Properties["FunctionName"])
		functions[name] = f
		role := f.stack + f.text("Role")
		if other := roles[role]; other != "" {
			t.Errorf("%s and %s share a role", name, other)
		}
		roles[role] = name
		if !groups["/aws/lambda/"+name] || f.text("Architectures") != `["arm64"]` || f.Properties["Runtime"] != "provided.al2023" {
			t.Errorf("%s: log group %v, %s, %v", name, groups["/aws/lambda/"+name], f.text("Architectures"), f.Properties["Runtime"])
		}
	}
	for _, s := range specs() {
		f, ok := functions[cloud.FunctionName("production", s.ID)]
		if !ok {
			t.Errorf("%s has no function", s.ID)
			continue
		}
		if seconds := f.Properties["Timeout"].(float64); seconds < s.Deadline().Seconds() || seconds > s.Deadline().Seconds()+2 {
			t.Errorf("%s: %v s, its deadline is %v", s.ID, seconds, s.Deadline())
		}
		if s.MemoryMB != 0 && f.Properties["MemorySize"] != float64(s.MemoryMB) {
			t.Errorf("%s: %v MB, want %d", s.ID, f.Properties["MemorySize"], s.MemoryMB)
		}
	}
	if want := len(specs()) + 1; len(functions) != want {
		t.Errorf("%d functions, want %d", len(functions), want)
	}
}

// statements are the statements of a role's own policy.
func (r resource) statements() (out []props) {
	policies, _ := r.Properties["Policies"].(list)
	for _, p := range policies {
		doc, _ := p.(props)["PolicyDocument"].(props)
		some, _ := doc["Statement"].(list)
		for _, s := range some {
			out = append(out, s.(props))
		}
	}
	return out
}

func actions(s props) (out []string) {
	switch a := s["Action"].(type) {
	case string:
		return []string{a}
	case list:
		for _, one := range a {
			out = append(out, fmt.Sprint(one))
		}
	}
	return out
}

// TestGrants: each role allows what the declaration needs, worked out here from it again,
// and nothing else.
func TestGrants(t *testing.T) {
	all := synthesized(t, "production")
	byName := map[string]resource{}
	for _, r := range all.of("AWS::IAM::Role") {
		byName[r.stack+"/"+r.id] = r
	}
	for _, s := range specs() {
		role, ok := byName[cloud.Name("production", s.Area)+"/"+camel(s.ID)+"Role"]
		if !ok {
			t.Errorf("%s has no role", s.ID)
			continue
		}
		got := map[string]bool{}
		for _, st := range role.statements() {
			data, _ := json.Marshal(st["Resource"])
			for _, a := range actions(st) {
				got[a+" "+thing(string(data))] = true
			}
		}
		want := expected(s)
		for _, a := range slices.Sorted(maps.Keys(want)) {
			if !got[a] {
				t.Errorf("%s may not %s", s.ID, a)
			}
		}
		for _, a := range slices.Sorted(maps.Keys(got)) {
			if !want[a] {
				t.Errorf("%s may %s, and need not", s.ID, a)
			}
		}
	}
}

// thing is what a statement's resources are, in a word.
func thing(resources string) string {
	for _, table := range []string{"identity", "work", "chat", "runtime", "ledger"} {
		if strings.Contains(resources, "table/aio-production-"+table) {
			return table
		}
	}
	for _, area := range []string{"artifacts", "documents", "temp", "exports", "derived"} {
		if strings.Contains(resources, "/"+area+"/*") {
			return area
		}
	}
	switch {
	case strings.Contains(resources, "log-group"):
		return "logs"
	case strings.Contains(resources, "dead-letters"):
		return "dead letters"
	case strings.Contains(resources, ":lambda:"):
		return "functions"
	case strings.Contains(resources, "s3:::"):
		return "bucket"
	case strings.Contains(resources, ":kms:") || strings.Contains(resources, "SealKey") || resources == `["*"]`:
		return "keys"
	case strings.Contains(resources, "execute-api"):
		return "sockets"
	case strings.Contains(resources, ":ses:"):
		return "mail"
	}
	return resources
}

// expected works out what a function must be allowed, from its declaration.
func expected(s operation.Spec) map[string]bool {
	out := map[string]bool{}
	add := func(on string, actions ...string) {
		for _, a := range actions {
			out[a+" "+on] = true
		}
	}
	read := func(table string) { add(table, "dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query") }
	write := func(table string) { add(table, "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem") }
	add("logs", "logs:CreateLogStream", "logs:PutLogEvents")
	read("runtime") // errors, limits, kept answers
	write("runtime")
	if s.Has(operation.Rest) && s.Auth != operation.Public { // tokens, sessions, keys
		add("keys", "kms:GetPublicKey")
		read("identity")
		write("identity")
	}
	if s.Price == operation.PriceRequest || s.Price == operation.PriceRender {
		read("ledger")
		write("ledger")
	}
	if s.Has(operation.Event) || s.Has(operation.Schedule) {
		add("dead letters", "sqs:SendMessage")
	}
	for _, g := range s.Grants {
		switch g.Kind {
		case "table":
			if g.Access != operation.Write {
				read(g.On)
			}
			if g.Access != operation.Read {
				write(g.On)
			}
		case "blob":
			add("bucket", "s3:ListBucket")
			if g.Access != operation.Write {
				add(g.On, "s3:GetObject")
			}
			if g.Access != operation.Read {
				add(g.On, "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts")
			}
		case "invoke":
			add("functions", "lambda:InvokeFunction")
		case "sign":
			add("keys", "kms:Sign", "kms:GetPublicKey")
			read("identity")
			write("identity")
		case "verify":
			add("keys", "kms:GetPublicKey")
			read("identity")
		case "rotate":
			add("keys", "kms:CreateKey", "kms:TagResource", "kms:GetPublicKey", "kms:ScheduleKeyDeletion")
			read("identity")
			write("identity")
		case "seal":
			add("keys", "kms:Encrypt", "kms:Decrypt")
			read("identity")
			write("identity")
		case "push":
			add("sockets", "execute-api:ManageConnections")
		case "mail":
			add("mail", "ses:SendEmail")
		}
	}
	return out
}

// TestNoWildcards: no action has one, and a resource only where AWS knows no other.
func TestNoWildcards(t *testing.T) {
	everything := map[string]string{"kms:CreateKey": "a key that is not there has no ARN; its tags bind it"}
	for _, stage := range []string{"dev", "production"} {
		for _, r := range synthesized(t, stage).of("AWS::IAM::Role") {
			if !own(r) {
				continue
			}
			if r.Properties["ManagedPolicyArns"] != nil && r.id != "GatewayLogsRole" { // which API Gateway insists on
				t.Errorf("%s %s: a managed policy", stage, r.id)
			}
			for _, s := range r.statements() {
				data, _ := json.Marshal(s["Resource"])
				for _, a := range actions(s) {
					if strings.Contains(a, "*") {
						t.Errorf("%s %s may %s", stage, r.id, a)
					}
					if strings.Contains(string(data), `"*"`) && everything[a] == "" {
						t.Errorf("%s %s may %s everything", stage, r.id, a)
					}
				}
			}
		}
	}
}

// TestNothingIsPublic: buckets are closed, policies give nothing to everybody, and queues
// and topics neither.
func TestNothingIsPublic(t *testing.T) {
	all := synthesized(t, "production")
	for _, b := range all.of("AWS::S3::Bucket") {
		if b.text("PublicAccessBlockConfiguration") != `{"BlockPublicAcls":true,"BlockPublicPolicy":true,"IgnorePublicAcls":true,"RestrictPublicBuckets":true}` {
			t.Errorf("%s is not closed", b.id)
		}
	}
	for _, kind := range []string{"AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy"} {
		for _, p := range all.of(kind) {
			doc := p.Properties["PolicyDocument"].(props)
			tls := false
			for _, one := range doc["Statement"].(list) {
				s := one.(props)
				if s["Effect"] == "Allow" && (s["Principal"] == "*" || s["Condition"] == nil) {
					t.Errorf("%s allows %v %v", p.id, s["Principal"], s["Action"])
				}
				tls = tls || s["Effect"] == "Deny" && strings.Contains(fmt.Sprint(s["Condition"]), "SecureTransport")
			}
			if !tls {
				t.Errorf("%s takes requests without TLS", p.id)
			}
		}
	}
	for _, p := range all.of("AWS::Lambda::Permission") {
		if p.Properties["SourceArn"] == nil {
			t.Errorf("%s lets a whole service in", p.id)
		}
	}
	for _, r := range all {
		if strings.Contains(r.Type, "Lambda::Url") {
			t.Errorf("%s is a function's own address", r.id)
		}
	}
}

// TestDataIsProtected: encrypted, kept, and restorable in production.
func TestDataIsProtected(t *testing.T) {
	all := synthesized(t, "production")
	tables := all.of("AWS::DynamoDB::Table")
	if len(tables) != 5 {
		t.Errorf("%d tables", len(tables))
	}
	for _, r := range tables {
		if r.text("SSESpecification") != `{"SSEEnabled":true,"SSEType":"KMS"}` || r.text("PointInTimeRecoverySpecification") != `{"PointInTimeRecoveryEnabled":true}` ||
			r.Properties["DeletionProtectionEnabled"] != true || r.Properties["BillingMode"] != "PAY_PER_REQUEST" || r.text("StreamSpecification") != `{"StreamViewType":"NEW_IMAGE"}` {
			t.Errorf("%s: %v", r.id, r.Properties)
		}
	}
	for _, kind := range []string{"AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::KMS::Key", "AWS::SecretsManager::Secret"} {
		for _, r := range all.of(kind) {
			if r.DeletionPolicy != "Retain" || r.UpdateReplacePolicy != "Retain" {
				t.Errorf("%s goes with its stack in production", r.id)
			}
		}
		for _, r := range synthesized(t, "dev").of(kind) {
			if r.DeletionPolicy != "Delete" || r.Properties["DeletionProtectionEnabled"] == true {
				t.Errorf("%s stays when a development stage goes", r.id)
			}
		}
	}
	for _, b := range all.of("AWS::S3::Bucket") {
		if !strings.Contains(b.text("BucketEncryption"), "SSEAlgorithm") {
			t.Errorf("%s is not encrypted", b.id)
		}
	}
	for _, q := range all.of("AWS::SQS::Queue") {
		if q.Properties["SqsManagedSseEnabled"] != true {
			t.Errorf("%s is not encrypted", q.id)
		}
	}
	blobs := slices.IndexFunc(all, func(r resource) bool { return r.id == "Blobs" })
	for _, rule := range []string{`"Prefix":"temp/"`, `"Prefix":"exports/"`, "AbortIncompleteMultipartUpload"} {
		if !strings.Contains(all[blobs].text("LifecycleConfiguration"), rule) {
			t.Errorf("the bucket has no rule %s", rule)
		}
	}
}

// TestCounts: stacks stay far from CloudFormation's limit of 500 resources, and alarms few.
func TestCounts(t *testing.T) {
	const most = 400
	all := synthesized(t, "production")
	stacks := map[string]int{}
	for _, r := range all {
		stacks[r.stack]++
	}
	for _, name := range slices.Sorted(maps.Keys(stacks)) {
		t.Logf("%s: %d resources", name, stacks[name])
		if stacks[name] > most {
			t.Errorf("%s has %d resources, of at most %d", name, stacks[name], most)
		}
	}
	if n := len(all.of("AWS::CloudWatch::Alarm")); n == 0 || n > maxAlarms {
		t.Errorf("%d alarms, of at most %d", n, maxAlarms)
	}
}

// TestRoutes: the REST API has each operation's route, its function's address and the
// permission to call it; the WebSocket API each action's.
func TestRoutes(t *testing.T) {
	all := synthesized(t, "production")
	api := all.of("AWS::ApiGateway::RestApi")[0]
	body := api.text("Body")
	routes := map[string]bool{}
	for _, r := range all.of("AWS::ApiGatewayV2::Route") {
		routes[fmt.Sprint(r.Properties["RouteKey"])] = true
		if r.Properties["RouteKey"] == "$connect" && r.Properties["AuthorizationType"] != "CUSTOM" {
			t.Error("anybody may connect")
		}
	}
	for _, s := range specs() {
		name := cloud.FunctionName("production", s.ID)
		if s.Has(operation.Rest) {
			if !strings.Contains(body, ":function:"+name+"/invocations") {
				t.Errorf("%s has no route", s.ID)
			}
			if !slices.ContainsFunc(all.of("AWS::Lambda::Permission"), func(p resource) bool {
				return p.Properties["FunctionName"] == name && strings.Contains(p.text("SourceArn"), "/*/"+s.Method+parameterized(s.Path))
			}) {
				t.Errorf("API Gateway may not call %s", s.ID)
			}
		}
		for _, trigger := range s.Triggers {
			if trigger.Kind == operation.Socket && !routes[trigger.On] {
				t.Errorf("%s has no route of the socket", s.ID)
			}
		}
	}
	if strings.Contains(body, "${Function:") {
		t.Error("some route has no function's address")
	}
	for _, kind := range []string{"DEFAULT_4XX", "DEFAULT_5XX", "MISSING_AUTHENTICATION_TOKEN", "application/problem+json"} {
		if !strings.Contains(body, kind) {
			t.Errorf("the API has no answer of its own for %s", kind)
		}
	}
}

// TestTriggers: events, schedules and streams reach their functions, and what fails for
// good goes to the dead letters.
func TestTriggers(t *testing.T) {
	all := synthesized(t, "production")
	rules, schedules, async := map[string]string{}, map[string]string{}, 0
	for _, r := range all.of("AWS::Events::Rule") {
		rules[fmt.Sprint(r.Properties["Name"])] = r.text("EventPattern")
		if !strings.Contains(r.text("Targets"), "DeadLetterConfig") {
			t.Errorf("%s loses what cannot be delivered", r.id)
		}
	}
	for _, r := range all.of("AWS::Scheduler::Schedule") {
		schedules[fmt.Sprint(r.Properties["Name"])] = fmt.Sprint(r.Properties["ScheduleExpression"])
	}
	for _, r := range all.of("AWS::Lambda::EventInvokeConfig") {
		async++
		if !strings.Contains(r.text("DestinationConfig"), "dead-letters") {
			t.Errorf("%s loses what it fails on", r.id)
		}
	}
	for _, s := range specs() {
		name := cloud.FunctionName("production", s.ID)
		for _, trigger := range s.Triggers {
			switch trigger.Kind {
			case operation.Event:
				if !strings.Contains(rules[name], `"`+trigger.On+`"`) {
					t.Errorf("%s does not get %s", s.ID, trigger.On)
				}
			case operation.Schedule:
				if schedules[name] != trigger.On {
					t.Errorf("%s: schedule %q, want %q", s.ID, schedules[name], trigger.On)
				}
			}
		}
	}
	if async == 0 {
		t.Error("no function has a destination for what it fails on")
	}
	if n := len(all.of("AWS::Lambda::EventSourceMapping")); n != 5 {
		t.Errorf("%d streams are relayed, want 5", n)
	}
}

// TestEdge: one host, through a firewall, that says who asks and proves itself.
func TestEdge(t *testing.T) {
	all := synthesized(t, "production")
	d := all.of("AWS::CloudFront::Distribution")[0].text("DistributionConfig")
	for _, want := range []string{`"/api/*"`, `"/ws"`, "X-Aio-Origin", "https-only", "http2and3", "WebACLId"} {
		if !strings.Contains(d, want) {
			t.Errorf("the distribution has no %s", want)
		}
	}
	acl := all.of("AWS::WAFv2::WebACL")[0]
	if !strings.Contains(acl.text("Rules"), `"Limit":1000`) || !strings.Contains(acl.text("Rules"), `"EvaluationWindowSec":60`) || !strings.HasSuffix(acl.stack, "firewall") {
		t.Errorf("%s: %s", acl.stack, acl.text("Rules"))
	}
	code := fmt.Sprint(all.of("AWS::CloudFront::Function")[0].Properties["FunctionCode"])
	for _, want := range []string{"event.viewer.ip", "'x-aio-client-ip'", "'x-aio-host'"} {
		if !strings.Contains(code, want) {
			t.Errorf("the viewer's function has no %s", want)
		}
	}
}
