package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// TestDestinations: who is started without anybody waiting has the queue as its failure
// destination, and nobody else has one; neither has a function a queue of its own
// (.checkov.yaml, CKV_AWS_116).
func TestDestinations(t *testing.T) {
	all := synthesized(t, "production")
	got := map[string]string{}
	for _, r := range all.of("AWS::Lambda::EventInvokeConfig") {
		to := r.Properties["DestinationConfig"].(props)["OnFailure"].(props)["Destination"]
		got[r.stack+"/"+r.plain(r.Properties["FunctionName"])] = r.plain(to)
		if len(r.Properties["DestinationConfig"].(props)) != 1 {
			t.Errorf("%s sends on what succeeded, too", r.id)
		}
	}
	for _, s := range specs() {
		name, want := cloud.Name("production", s.Area)+"/${"+camel(s.ID)+"}", ""
		if asynchronous(s) {
			want = deadLetters("production")
		}
		if got[name] != want {
			t.Errorf("what %s fails on goes to %q, want %q", s.ID, got[name], want)
		}
		delete(got, name)
	}
	if len(got) != 0 {
		t.Errorf("nobody knows whose these are: %v", got)
	}
	for _, kind := range []string{"AWS::Events::Rule", "AWS::Scheduler::Schedule"} {
		for _, r := range all.of(kind) {
			if !strings.Contains(r.text("Targets")+r.text("Target"), `"DeadLetterConfig":{"Arn":{"Fn::Sub":"`+deadLetters("production")+`"}}`) {
				t.Errorf("%s loses what cannot be delivered", r.id)
			}
		}
	}
	for _, r := range all.of("AWS::Lambda::EventSourceMapping") {
		if !strings.Contains(r.text("DestinationConfig"), deadLetters("production")) {
			t.Errorf("%s loses what the relay fails on", r.id)
		}
	}
}

// TestFunctionsAreAsSaid: without reserved concurrency, queues and networks of their own,
// X-Ray, and keys of one's own for their variables and logs (.checkov.yaml, docs/cloud.md).
func TestFunctionsAreAsSaid(t *testing.T) {
	all := synthesized(t, "production")
	for _, f := range all.of("AWS::Lambda::Function") {
		for _, absent := range []string{"ReservedConcurrentExecutions", "DeadLetterConfig", "VpcConfig", "TracingConfig", "KmsKeyArn"} {
			if own(f) && f.Properties[absent] != nil {
				t.Errorf("%s has %s: %s", f.id, absent, f.text(absent))
			}
		}
	}
	for kind, absent := range map[string]string{"AWS::Logs::LogGroup": "KmsKeyId", "AWS::SecretsManager::Secret": "KmsKeyId", "AWS::SQS::Queue": "KmsMasterKeyId"} {
		for _, r := range all.of(kind) {
			if r.Properties[absent] != nil {
				t.Errorf("%s has a key of its own", r.id)
			}
		}
	}
	if n := len(all.of("AWS::SQS::Queue")); n != 1 {
		t.Errorf("%d queues; all that fails goes to one", n)
	}
	for _, r := range all.of("AWS::SecretsManager::Secret") {
		if r.Properties["GenerateSecretString"] == nil || r.Properties["SecretString"] != nil {
			t.Errorf("%s is not generated", r.id)
		}
	}
}

// TestStages: requests are throttled, not cached, not traced, and logged.
func TestStages(t *testing.T) {
	all := synthesized(t, "production")
	rest, socket := all.of("AWS::ApiGateway::Stage"), all.of("AWS::ApiGatewayV2::Stage")
	if len(rest) != 1 || len(socket) != 1 {
		t.Fatalf("%d and %d stages", len(rest), len(socket))
	}
	const limited = `[{"HttpMethod":"*","MetricsEnabled":true,"ResourcePath":"/*","ThrottlingBurstLimit":2000,"ThrottlingRateLimit":1000}]`
	if got := rest[0].text("MethodSettings"); got != limited { // and no CachingEnabled
		t.Errorf("REST: %s", got)
	}
	if got := socket[0].text("DefaultRouteSettings"); got != `{"ThrottlingBurstLimit":1000,"ThrottlingRateLimit":500}` {
		t.Errorf("WebSocket: %s", got)
	}
	for _, absent := range []string{"CacheClusterEnabled", "TracingEnabled"} {
		if rest[0].Properties[absent] != nil {
			t.Errorf("the stage has %s", absent)
		}
	}
	if rest[0].Properties["AccessLogSetting"] == nil || socket[0].Properties["AccessLogSettings"] == nil {
		t.Error("a stage writes no access log")
	}
}

// TestLogsAreKept: 90 days to be searched, a year more in cold storage; every function's.
func TestLogsAreKept(t *testing.T) {
	all := synthesized(t, "production")
	filtered := map[string]bool{}
	for _, f := range all.of("AWS::Logs::SubscriptionFilter") {
		filtered[fmt.Sprint(f.Properties["LogGroupName"])] = f.Properties["FilterPattern"] == "" && f.plain(f.Properties["DestinationArn"]) == "${Delivery.Arn}"
	}
	for _, g := range all.of("AWS::Logs::LogGroup") {
		name := fmt.Sprint(g.Properties["LogGroupName"])
		if g.Properties["RetentionInDays"] != 90.0 {
			t.Errorf("%s is kept for %v days", name, g.Properties["RetentionInDays"])
		}
		if strings.HasPrefix(name, "/aws/lambda/") && !filtered[name] {
			t.Errorf("%s is not archived", name)
		}
	}
	archive := all.named(t, "Archive").text("LifecycleConfiguration")
	if archive != `{"Rules":[{"ExpirationInDays":455,"Id":"cold","Status":"Enabled","Transitions":[{"StorageClass":"DEEP_ARCHIVE","TransitionInDays":90}]}]}` {
		t.Errorf("the archive: %s", archive)
	}
}

// TestBuckets: versions are kept of what people made, in production; the edge logs what is
// asked of the pages.
func TestBuckets(t *testing.T) {
	for stage, want := range map[string]string{"production": "Enabled", "dev": "Suspended"} {
		if got := synthesized(t, stage).named(t, "Blobs").text("VersioningConfiguration"); got != `{"Status":"`+want+`"}` {
			t.Errorf("%s: versions: %s", stage, got)
		}
	}
	all := synthesized(t, "production")
	for _, b := range all.of("AWS::S3::Bucket") {
		policed := slices.ContainsFunc(all.of("AWS::S3::BucketPolicy"), func(p resource) bool {
			return p.stack == b.stack && p.plain(p.Properties["Bucket"]) == "${"+b.id+"}"
		})
		if !policed {
			t.Errorf("%s has no policy", b.id)
		}
	}
	if d := all.named(t, "Distribution").text("DistributionConfig"); !strings.Contains(d, `"Logging":{"Bucket":{"Fn::GetAtt":["EdgeLogs","DomainName"]}`) {
		t.Error("the edge writes no log")
	}
}

// accountRules is the statement by which a key's rights are given by the account's policies.
const accountRules = `{"Action":"kms:*","Effect":"Allow","Principal":{"AWS":{"Fn::Sub":"arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}},"Resource":"*","Sid":"Account"}`

// alarmRules is the statement by which alarms of the account reach their encrypted topics.
const alarmRules = `{"Action":["kms:Decrypt","kms:GenerateDataKey"],"Condition":{"StringEquals":{"aws:SourceAccount":{"Ref":"AWS::AccountId"}}},"Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"},"Resource":"*","Sid":"Alarms"}`

// TestKeys: the one that seals and the one of alarms are turned yearly by KMS; those that
// sign carry the tags by which rights are given. The account's policies rule all of them.
func TestKeys(t *testing.T) {
	purposes := map[string]int{}
	for _, k := range synthesized(t, "production").of("AWS::KMS::Key") {
		signs := k.Properties["KeyUsage"] == "SIGN_VERIFY"
		if turned := k.Properties["EnableKeyRotation"] == true; turned == signs { // KMS turns symmetric keys only
			t.Errorf("%s: turned by KMS: %v", k.id, turned)
		}
		if !strings.Contains(k.text("Tags"), `{"Key":"aio:stage","Value":"production"}`) {
			t.Errorf("%s does not say whose it is: %s", k.id, k.text("Tags"))
		}
		for _, tag := range k.Properties["Tags"].(list) {
			if tag := tag.(props); tag["Key"] == "aio:purpose" {
				purposes[fmt.Sprint(tag["Value"])]++
			}
		}
		ruled := 0
		for _, one := range k.Properties["KeyPolicy"].(props)["Statement"].(list) {
			s := one.(props)
			switch {
			case textOf(s) == accountRules:
				ruled++
			case textOf(s) == alarmRules:
			default:
				t.Errorf("%s lets %v in", k.id, s)
			}
		}
		if ruled != 1 {
			t.Errorf("%s is ruled by the account's policies %d times", k.id, ruled)
		}
	}
	if fmt.Sprint(purposes) != "map[alarms:1 fields:1 tokens:2]" {
		t.Errorf("keys: %v", purposes)
	}
}

// TestAlarms: somebody is told of throttling, of dead letters, of a relay that is behind,
// and of each area whose functions fail.
func TestAlarms(t *testing.T) {
	all := synthesized(t, "production")
	var metrics strings.Builder
	for _, a := range all.of("AWS::CloudWatch::Alarm") {
		metrics.WriteString(a.text("Metrics"))
		if to := a.text("AlarmActions"); to != `[{"Ref":"TopicCritical"}]` && to != `[{"Ref":"TopicWarning"}]` {
			t.Errorf("%s tells %s", a.id, to)
		}
	}
	want := []string{`"MetricName":"Throttles"`, `"MetricName":"ApproximateNumberOfMessagesVisible"`, `"Value":"aio-production-dead-letters"`, `"MetricName":"IteratorAge"`}
	for _, s := range specs() {
		want = append(want, `MetricName=\"Errors\" FunctionName=\"aio-production-`+s.Area+`-\"`)
	}
	for _, w := range want {
		if !strings.Contains(metrics.String(), w) {
			t.Errorf("no alarm has %s", w)
		}
	}
	if n := len(all.of("AWS::SNS::Subscription")); n != 2 {
		t.Errorf("%d topics are mailed, want the two of alarms", n)
	}
}

// TestStacksDoNotImport: no stack needs another one's exports; but for the firewall, whose
// ARN comes from its region.
func TestStacksDoNotImport(t *testing.T) {
	for _, r := range synthesized(t, "production") {
		data := fmt.Sprint(r.Properties)
		if strings.Contains(data, "Fn::ImportValue") {
			t.Errorf("%s/%s imports", r.stack, r.id)
		}
	}
}

// TestSchedules: keys are turned every 30 days.
func TestSchedules(t *testing.T) {
	at := slices.IndexFunc(specs(), func(s operation.Spec) bool { return s.ID == "identity.rotate_keys" })
	if at < 0 {
		t.Fatal("nobody turns the keys")
	}
	for _, r := range synthesized(t, "production").of("AWS::Scheduler::Schedule") {
		if r.Properties["Name"] == "aio-production-identity-rotate-keys" && r.Properties["ScheduleExpression"] == "rate(30 days)" {
			return
		}
	}
	t.Error("docs/cloud.md says that signing keys are turned every 30 days")
}
