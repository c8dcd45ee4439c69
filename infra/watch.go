package main

import (
	"maps"
	"slices"

	"github.com/aio-creative-hub/aio/shared/catalog"
	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// maxAlarms is how many alarms a stage has at most: each costs, and more are not looked at.
const maxAlarms = 20

// archiveYears: lines of logs go to the archive at once, to cold storage after logDays, and
// are removed a year after that.
const archiveDays = logDays + 365

// watch makes the topics that people are told by, the alarms, and the archive of logs.
func (st *stack) watch() {
	st.key("TopicKey", "alarms", props{"EnableKeyRotation": true})
	r := st.resource("TopicKey")
	r.AddPropertyOverride(str("KeyPolicy.Statement"), list{accountKeys(), props{"Sid": "Alarms", "Effect": "Allow",
		"Principal": props{"Service": "cloudwatch.amazonaws.com"}, "Action": list{"kms:Decrypt", "kms:GenerateDataKey"}, "Resource": "*",
		"Condition": props{"StringEquals": props{"aws:SourceAccount": props{"Ref": "AWS::AccountId"}}}}})
	for _, level := range []string{"critical", "warning", "info"} {
		st.add("Topic"+camel(level), "AWS::SNS::Topic", props{"TopicName": st.name(level), "KmsMasterKeyId": ref("TopicKey"), "Tags": st.tags()})
		if st.s.AlarmMail != "" && level != "info" {
			st.add("Mail"+camel(level), "AWS::SNS::Subscription", props{"TopicArn": ref("Topic" + camel(level)), "Protocol": "email", "Endpoint": st.s.AlarmMail})
		}
	}
	st.alarms()
	st.archive()
}

// alarm is one thing that somebody should know of.
type alarm struct {
	id, level, about  string
	namespace, metric string
	dimensions        list
	statistic         string
	threshold         float64
	minutes           int // in a row
}

// alarms makes the alarms: by area, not by function.
func (st *stack) alarms() {
	queue := list{props{"Name": "QueueName", "Value": cloud.DeadLetterQueue(st.s.Stage)}}
	all := []alarm{
		{"DeadLetters", "critical", "an event or a schedule failed for good; see the queue", "AWS/SQS", "ApproximateNumberOfMessagesVisible", queue, "Maximum", 1, 1},
		{"RelayBehind", "critical", "events are on their way for more than a minute", "AWS/Lambda", "IteratorAge",
			list{props{"Name": "FunctionName", "Value": st.name(relayArtifact)}}, "Maximum", 60_000, 2},
		{"RestFaults", "critical", "the REST API answers with faults", "AWS/ApiGateway", "5XXError", list{props{"Name": "ApiName", "Value": st.name("rest")}, props{"Name": "Stage", "Value": cloud.RestStage}}, "Sum", 5, 3},
		{"RestLatency", "warning", "the slowest requests of the REST API take ten seconds", "AWS/ApiGateway", "Latency", list{props{"Name": "ApiName", "Value": st.name("rest")}, props{"Name": "Stage", "Value": cloud.RestStage}}, "p99", 10_000, 5},
		{"Throttled", "warning", "functions are throttled: ask for a higher quota", "AWS/Lambda", "Throttles", nil, "Sum", 1, 3},
		{"Concurrency", "warning", "eight in ten of a new account's thousand executions run at once", "AWS/Lambda", "ConcurrentExecutions", nil, "Maximum", 800, 3},
	}
	for _, a := range all {
		st.alarm(a, list{props{"Id": "m", "MetricStat": props{"Stat": a.statistic, "Period": 60, "Metric": metric(a.namespace, a.metric, a.dimensions)}}})
	}
	areas := map[string][]string{}
	for _, d := range catalog.All() {
		if s := operation.SpecOf(d); !s.Planned {
			areas[s.Area] = append(areas[s.Area], cloud.FunctionName(st.s.Stage, s.ID))
		}
	}
	for _, area := range slices.Sorted(maps.Keys(areas)) {
		st.alarm(alarm{id: "Errors" + camel(area), level: "critical", about: "functions of " + area + " fail", threshold: 3, minutes: 3}, list{
			props{"Id": "m", "Label": area, "Period": 60,
				"Expression": "SUM(SEARCH('{AWS/Lambda,FunctionName} MetricName=\"Errors\" FunctionName=\"" + cloud.Product + "-" + st.s.Stage + "-" + area + "-\"', 'Sum', 60))"}})
	}
}

func metric(namespace, name string, dimensions list) props {
	m := props{"Namespace": namespace, "MetricName": name}
	if len(dimensions) > 0 {
		m["Dimensions"] = dimensions
	}
	return m
}

func (st *stack) alarm(a alarm, metrics list) {
	st.add("Alarm"+a.id, "AWS::CloudWatch::Alarm", props{
		"AlarmName": st.name(a.id), "AlarmDescription": a.about, "Metrics": metrics, "ComparisonOperator": "GreaterThanOrEqualToThreshold",
		"Threshold": a.threshold, "EvaluationPeriods": a.minutes, "TreatMissingData": "notBreaching",
		"AlarmActions": list{ref("Topic" + camel(a.level))}, "OKActions": list{ref("TopicInfo")}, "Tags": st.tags()})
}

// archive keeps the lines of all functions: a delivery stream that the log groups write to.
func (st *stack) archive() {
	st.kept("Archive", "AWS::S3::Bucket", props{
		"BucketName": st.name("logs-" + st.s.Account + "-" + st.s.Region), "PublicAccessBlockConfiguration": blockPublic(),
		"OwnershipControls": props{"Rules": list{props{"ObjectOwnership": "BucketOwnerEnforced"}}},
		"BucketEncryption":  props{"ServerSideEncryptionConfiguration": list{props{"BucketKeyEnabled": true, "ServerSideEncryptionByDefault": props{"SSEAlgorithm": "aws:kms"}}}},
		"LifecycleConfiguration": props{"Rules": list{props{"Id": "cold", "Status": "Enabled", "ExpirationInDays": archiveDays,
			"Transitions": list{props{"StorageClass": "DEEP_ARCHIVE", "TransitionInDays": logDays}}}}}, "Tags": st.tags()})
	st.add("ArchivePolicy", "AWS::S3::BucketPolicy", props{"Bucket": ref("Archive"), "PolicyDocument": tlsOnly("Archive")})
	st.add("DeliveryRole", "AWS::IAM::Role", props{"AssumeRolePolicyDocument": trust("firehose.amazonaws.com"), "Tags": st.tags(),
		"Policies": list{props{"PolicyName": "own", "PolicyDocument": props{"Version": "2012-10-17", "Statement": list{
			allow("Archive", list{"s3:PutObject", "s3:AbortMultipartUpload"}, props{"Fn::Join": list{"", list{att("Archive", "Arn"), "/*"}}}),
			allow("Find", list{"s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"}, att("Archive", "Arn"))}}}}})
	const seconds, megabytes = 300, 64 // a file at least so seldom, or so large
	st.add("Delivery", "AWS::KinesisFirehose::DeliveryStream", props{"DeliveryStreamName": st.name("logs"), "DeliveryStreamType": "DirectPut",
		"DeliveryStreamEncryptionConfigurationInput": props{"KeyType": "AWS_OWNED_CMK"}, "Tags": st.tags(),
		"ExtendedS3DestinationConfiguration": props{"BucketARN": att("Archive", "Arn"), "RoleARN": att("DeliveryRole", "Arn"), "CompressionFormat": "UNCOMPRESSED", // CloudWatch compresses
			"Prefix": "logs/!{timestamp:yyyy/MM/dd}/", "ErrorOutputPrefix": "errors/!{firehose:error-output-type}/", "BufferingHints": props{"IntervalInSeconds": seconds, "SizeInMBs": megabytes}}})
	st.add("LogsRole", "AWS::IAM::Role", props{"AssumeRolePolicyDocument": trust("logs.amazonaws.com"), "Tags": st.tags(),
		"Policies": list{props{"PolicyName": "own", "PolicyDocument": props{"Version": "2012-10-17", "Statement": list{allow("Deliver", list{"firehose:PutRecord", "firehose:PutRecordBatch"}, att("Delivery", "Arn"))}}}}})
	for _, group := range st.groups() {
		st.add("Logs"+camel(group), "AWS::Logs::SubscriptionFilter", props{"LogGroupName": "/aws/lambda/" + group, "FilterPattern": "", "DestinationArn": att("Delivery", "Arn"), "RoleArn": att("LogsRole", "Arn")})
	}
}

// groups are the names of all functions, which their log groups have, too.
func (st *stack) groups() []string {
	out := []string{st.name(relayArtifact)}
	for _, d := range catalog.All() {
		if s := operation.SpecOf(d); !s.Planned {
			out = append(out, cloud.FunctionName(st.s.Stage, s.ID))
		}
	}
	return out
}
