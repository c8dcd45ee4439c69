package main

import (
	"regexp"
	"slices"
	"testing"

	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// others are the roles that are not an operation's, by stack and id.
func others(stage string) map[string]role {
	relay := rights{}
	relay.allow(here("logs", "log-group:/aws/lambda/aio-"+stage+"-bus-relay:*"), "", "logs:CreateLogStream", "logs:PutLogEvents")
	for _, table := range []string{"identity", "work", "chat", "runtime", "ledger"} {
		relay.allow(here("dynamodb", "table/aio-"+stage+"-"+table+"/stream/*"), "", "dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")
	}
	relay.allow("*", "", "dynamodb:ListStreams") // the fourth that Lambda insists on
	relay.allow(here("events", "event-bus/aio-"+stage), "", "events:PutEvents")
	relay.allow(deadLetters(stage), "", "sqs:SendMessage")
	delivery := rights{}
	delivery.allow("${Archive.Arn}/*", "", "s3:PutObject", "s3:AbortMultipartUpload")
	delivery.allow("${Archive.Arn}", "", "s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads")
	logs := rights{}
	logs.allow("${Delivery.Arn}", "", "firehose:PutRecord", "firehose:PutRecordBatch")
	in := func(stack, id string) string { return cloud.Name(stage, stack) + "/" + id }
	out := map[string]role{
		in("bus", "RelayRole"):      {service: "lambda", user: "Relay", rights: relay},
		in("watch", "DeliveryRole"): {service: "firehose", user: "Delivery", rights: delivery},
		in("watch", "LogsRole"):     {service: "logs", user: "AWS::Logs::SubscriptionFilter", rights: logs},
		in("realtime", "GatewayLogsRole"): {service: "apigateway", user: "GatewayLogs",
			managed: "arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"}, // which API Gateway insists on
	}
	for _, s := range specs() {
		if s.Has(operation.Schedule) {
			schedule := rights{}
			schedule.allow("${"+camel(s.ID)+".Arn}", "", "lambda:InvokeFunction")
			schedule.allow(deadLetters(stage), "", "sqs:SendMessage")
			out[in(s.Area, camel(s.ID)+"ScheduleRole")] = role{service: "scheduler", user: camel(s.ID) + "Schedule", rights: schedule}
		}
	}
	// Those of the CDK itself, which bring the firewall's ARN from its region to the edge's.
	const exports = "arn:${AWS::Partition}:ssm:eu-central-1:111122223333:parameter/cdk/exports/"
	const basic = "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
	read, write := rights{}, rights{}
	read.allow(exports+"aio-"+stage+"-edge/*", "", "ssm:AddTagsToResource", "ssm:RemoveTagsFromResource", "ssm:GetParameters")
	write.allow(exports+"*", "", "ssm:DeleteParameters", "ssm:ListTagsForResource", "ssm:GetParameters", "ssm:PutParameter")
	const reader, writer = "CustomCrossRegionExportReaderCustomResourceProvider", "CustomCrossRegionExportWriterCustomResourceProvider"
	out[in("edge", reader+"Role10531BBD")] = role{service: "lambda", user: reader + "Handler46647B68", rights: read, managed: basic}
	out[in("firewall", writer+"RoleC951B1E1")] = role{service: "lambda", user: writer + "HandlerD8786E8A", rights: write, managed: basic}
	return out
}

// star is a resource with a * in it that a policy may name, as the lines of rights are.
type star struct{ line, why string }

// stars are all of them; * in a line stands for itself, and … for part of a name.
func stars(stage string) []star {
	tagged := ` if {"StringEquals":{"aws:ResourceTag/aio:purpose":"…","aws:ResourceTag/aio:stage":"` + stage + `"}}`
	requested := ` if {"StringEquals":{"aws:RequestTag/aio:purpose":"…","aws:RequestTag/aio:stage":"` + stage + `"}}`
	return []star{
		{"logs:… on " + here("logs", "log-group:/aws/lambda/aio-"+stage+"-…:*"), "Lambda makes up the names of a group's streams"},
		{"s3:… on " + bucketOf(stage) + "/…/*", "objects of one area, named when they are made"},
		{"s3:… on ${Archive.Arn}/*", "the archive's objects are named by their time"},
		{"dynamodb:… on " + here("dynamodb", "table/aio-"+stage+"-…/stream/*"), "a stream is named by the time of its making"},
		{"dynamodb:ListStreams on *", "IAM knows it for no single table or stream"},
		{"kms:… on " + here("kms", "key/*") + tagged, "keys come and go; their tags bind"},
		{"kms:TagResource on " + here("kms", "key/*") + requested, "a key that is made now has no name yet; the tags it gets bind"},
		{"kms:CreateKey on *" + requested, "a key that is not there has no ARN; the tags it gets bind"},
		{"execute-api:ManageConnections on " + here("execute-api", "${/aio/"+stage+"/socket-api}/ws/*/@connections/*"), "all methods; a connection is named when it begins"},
		{"ses:SendEmail on " + here("ses", "identity/*"), "address or domain may be verified; in SES's sandbox the recipient's identity is asked for, too"},
	}
}

// TestNoWildcards: no action has one, and a resource only one of stars.
func TestNoWildcards(t *testing.T) {
	line := regexp.MustCompile(`^Allow ([a-z0-9-]+:[A-Za-z]+) on ([^ ]+)( if .*)?$`)
	for _, stage := range []string{"dev", "production"} {
		used := map[string]bool{}
		for _, r := range synthesized(t, stage).of("AWS::IAM::Role") {
			if !own(r) {
				continue
			}
			for right := range r.rights(t) {
				m := line.FindStringSubmatch(right)
				if m == nil {
					t.Errorf("%s %s: %s", stage, r.id, right)
					continue
				}
				if !regexp.MustCompile(`\*`).MatchString(m[2]) {
					continue
				}
				at := slices.IndexFunc(stars(stage), func(s star) bool { return s.matches(right) })
				if at < 0 {
					t.Errorf("%s %s: nothing says why it may %s", stage, r.id, right)
					continue
				}
				used[stars(stage)[at].line] = true
			}
		}
		for _, s := range stars(stage) {
			if !used[s.line] {
				t.Errorf("%s: nobody has %s (%s)", stage, s.line, s.why)
			}
		}
	}
}

// matches tells whether a right is one that the star stands for.
func (s star) matches(right string) bool {
	pattern := regexp.MustCompile("…").ReplaceAllLiteralString(regexp.QuoteMeta("Allow "+s.line), "[A-Za-z0-9-]+")
	return regexp.MustCompile("^" + pattern + "$").MatchString(right)
}
