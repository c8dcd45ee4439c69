package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

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
