package main

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/aio-creative-hub/aio/shared/catalog"
	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
)

// functions makes a stack for each area, with the functions of its operations.
func functions(app awscdk.App, s settings, after ...*stack) ([]*stack, error) {
	areas := map[string][]operation.Spec{}
	for _, d := range catalog.All() {
		if spec := operation.SpecOf(d); !spec.Planned {
			areas[spec.Area] = append(areas[spec.Area], spec)
		}
	}
	var out []*stack
	for _, area := range slices.Sorted(maps.Keys(areas)) {
		st := newStack(app, s, area, after...)
		for _, spec := range areas[area] {
			if err := st.operation(spec); err != nil {
				return nil, fmt.Errorf("%s: %w", spec.ID, err)
			}
		}
		out = append(out, st)
	}
	relay := newStack(app, s, "bus", after...)
	relay.relay()
	return append(out, relay), nil
}

// lambda is a function of any kind.
type lambda struct {
	id       string // logical id of the function; its role and log group are {id}Role and {id}Logs
	name     string
	artifact string // folder below dist/{arch}
	about    string
	memory   int
	timeout  time.Duration
	env      props
	policy   list
}

// Log lines are kept for logDays where they can be searched; the archive keeps them for
// another year (watch.go).
const logDays = 90

// function makes a function with a role and a log group of its own.
func (st *stack) function(l lambda) {
	asset := st.asset(l.id+"Code", filepath.Join(st.s.Dist, st.s.Arch, l.artifact))
	group := "/aws/lambda/" + l.name
	st.add(l.id+"Logs", "AWS::Logs::LogGroup", props{"LogGroupName": group, "RetentionInDays": logDays, "Tags": st.tags()})
	logs := allow("Logs", list{"logs:CreateLogStream", "logs:PutLogEvents"}, arn("logs", "log-group:"+group+":*"))
	st.add(l.id+"Role", "AWS::IAM::Role", props{
		"AssumeRolePolicyDocument": trust("lambda.amazonaws.com"), "Tags": st.tags(),
		"Policies": list{props{"PolicyName": "own", "PolicyDocument": props{"Version": "2012-10-17", "Statement": append(list{logs}, l.policy...)}}},
	})
	arch := map[string]string{"arm64": "arm64", "amd64": "x86_64"}[st.s.Arch]
	f := st.add(l.id, "AWS::Lambda::Function", props{
		"FunctionName": l.name, "Description": l.about, "Runtime": "provided.al2023", "Handler": "bootstrap", "Architectures": list{arch},
		"Code":       props{"S3Bucket": asset.S3BucketName(), "S3Key": asset.S3ObjectKey()},
		"MemorySize": l.memory, "Timeout": int((l.timeout + time.Second - 1) / time.Second), "Role": att(l.id+"Role", "Arn"),
		"Environment": props{"Variables": l.env}, "LoggingConfig": props{"LogGroup": group}, "Tags": st.tags(),
	})
	f.AddResourceDependency(st.resource(l.id+"Logs"), nil)
}

// resource finds a resource by its logical id.
func (st *stack) resource(id string) awscdk.CfnResource {
	return st.Node().FindChild(&id).(awscdk.CfnResource) //nolint:forcetypeassert // add made it
}

func trust(service string) props {
	return props{"Version": "2012-10-17", "Statement": list{props{"Effect": "Allow", "Principal": props{"Service": service}, "Action": "sts:AssumeRole"}}}
}

// grace is what a function has beyond its operation's deadline, to say that it is over.
const grace = time.Second

// operation makes an operation's function and what sets it off.
func (st *stack) operation(s operation.Spec) error {
	id := camel(s.ID)
	policy, err := st.policy(s)
	if err != nil {
		return err
	}
	memory := s.MemoryMB
	if memory == 0 {
		memory = operation.DefaultMemory
	}
	if unattended(s) {
		policy = append(policy, allow("DeadLetters", list{"sqs:SendMessage"}, arn("sqs", cloud.DeadLetterQueue(st.s.Stage))))
	}
	st.function(lambda{id: id, name: cloud.FunctionName(st.s.Stage, s.ID), artifact: cloud.Artifact(s.ID), about: s.ID + ": " + s.Summary,
		memory: memory, timeout: s.Deadline() + grace, env: st.environment(s), policy: policy})
	st.triggers(id, s)
	return nil
}

// environment is what the function reads: see cloud.Load.
func (st *stack) environment(s operation.Spec) props {
	env := props{
		cloud.EnvStage: st.s.Stage, cloud.EnvRelease: st.s.Release,
		cloud.EnvBucket:    cloud.BucketName(st.s.Stage, st.s.Account, st.s.Region),
		cloud.EnvSecrets:   st.secret("origin", "current") + "," + st.secret("origin", "previous"),
		cloud.EnvCursorKey: st.secret("cursor", "key"),
		cloud.EnvSealKey:   st.parameter("SealKey", keyParameters(st.s.Stage)["SealKey"]),
		cloud.EnvSigningKeys: props{"Fn::Join": list{",", list{
			st.parameter("SigningKeyCurrent", keyParameters(st.s.Stage)["SigningKeyCurrent"]), st.parameter("SigningKeyNext", keyParameters(st.s.Stage)["SigningKeyNext"])}}},
		cloud.EnvSender: st.s.MailFrom,
	}
	if st.s.Emulator {
		env[cloud.EnvSecrets], env[cloud.EnvCursorKey] = st.s.Origin, st.s.Cursor
	}
	if st.s.Limits != "" {
		env[cloud.EnvLimits] = st.s.Limits
	}
	if slices.ContainsFunc(s.Grants, func(g operation.Grant) bool { return g.Kind == "push" }) {
		env[cloud.EnvSocket] = st.socketID()
	}
	return env
}

// parameter is the value of an SSM parameter, which CloudFormation reads when it deploys.
func (st *stack) parameter(id, name string) props {
	logical := "Parameter" + id
	if st.Node().TryFindChild(&logical) == nil {
		kind := "AWS::SSM::Parameter::Value<String>"
		awscdk.NewCfnParameter(st.Stack, &logical, &awscdk.CfnParameterProps{Type: &kind, Default: name})
	}
	return ref(logical)
}

// unattended tells the functions that may be started without anybody waiting for them: by
// events, by schedules, and by others (call.Invoker.Start). What they fail on for good must
// go somewhere.
func unattended(s operation.Spec) bool {
	return s.Has(operation.Event) || s.Has(operation.Schedule) || s.Has(operation.Task)
}

const (
	retries    = 2        // after the first; Lambda's limit for asynchronous calls
	oldest     = 6 * 3600 // seconds that an event is tried for
	ruleTries  = 24       // of the bus to reach a function at all
	batchSize  = 100      // records of a stream that the relay takes at once
	batchTries = -1       // of a batch: as long as the stream keeps it, a day. The relay sets aside what can never be published
)

// triggers makes what sets the function off, beside the APIs.
func (st *stack) triggers(id string, s operation.Spec) {
	types := list{}
	for _, t := range s.Triggers {
		switch t.Kind {
		case operation.Event:
			types = append(types, t.On)
		case operation.Schedule:
			st.schedule(id, s, t.On)
		case operation.Socket:
			st.invokedBy(id+"Socket"+camel(t.On), ref(id), "apigateway.amazonaws.com", props{"Fn::Join": list{"", list{st.socketARN(), "/" + cloud.SocketStage + "/" + t.On}}})
		case operation.Authorizer:
			st.invokedBy(id+"Authorizer", ref(id), "apigateway.amazonaws.com", props{"Fn::Join": list{"", list{st.socketARN(), "/authorizers/*"}}})
		case operation.Rest, operation.Task:
		}
	}
	if unattended(s) {
		st.add(id+"Async", "AWS::Lambda::EventInvokeConfig", props{"FunctionName": ref(id), "Qualifier": "$LATEST", "MaximumRetryAttempts": retries,
			"MaximumEventAgeInSeconds": oldest, "DestinationConfig": props{"OnFailure": props{"Destination": arn("sqs", cloud.DeadLetterQueue(st.s.Stage))}}})
	}
	if len(types) == 0 {
		return
	}
	rule := st.name(strings.ReplaceAll(strings.ReplaceAll(s.ID, ".", "-"), "_", "-"))
	st.add(id+"Rule", "AWS::Events::Rule", props{
		"Name": rule, "EventBusName": cloud.BusName(st.s.Stage), "EventPattern": props{"source": list{cloud.EventSource}, "detail-type": types},
		"Targets": list{props{"Id": "function", "Arn": att(id, "Arn"), "RetryPolicy": props{"MaximumRetryAttempts": ruleTries, "MaximumEventAgeInSeconds": oldest},
			"DeadLetterConfig": props{"Arn": arn("sqs", cloud.DeadLetterQueue(st.s.Stage))}}},
	})
	st.invokedBy(id+"Event", ref(id), "events.amazonaws.com", att(id+"Rule", "Arn"))
}

// invokedBy lets a service call a function on behalf of one resource.
func (st *stack) invokedBy(id string, function any, service string, source any) {
	st.add(id+"Permission", "AWS::Lambda::Permission", props{"FunctionName": function, "Action": "lambda:InvokeFunction", "Principal": service, "SourceArn": source})
}

// schedule makes a schedule that sends what function.ScheduledType says.
func (st *stack) schedule(id string, s operation.Spec, rate string) {
	st.add(id+"ScheduleRole", "AWS::IAM::Role", props{"AssumeRolePolicyDocument": trust("scheduler.amazonaws.com"), "Tags": st.tags(),
		"Policies": list{props{"PolicyName": "own", "PolicyDocument": props{"Version": "2012-10-17", "Statement": list{
			allow("Invoke", list{"lambda:InvokeFunction"}, att(id, "Arn")), allow("DeadLetters", list{"sqs:SendMessage"}, arn("sqs", cloud.DeadLetterQueue(st.s.Stage)))}}}}})
	input := fmt.Sprintf(`{"version":"0","id":"<aws.scheduler.execution-id>","detail-type":%q,"source":%q,"time":"<aws.scheduler.scheduled-time>","resources":[],"detail":{}}`,
		function.ScheduledType, cloud.EventSource)
	st.add(id+"Schedule", "AWS::Scheduler::Schedule", props{
		"Name": cloud.FunctionName(st.s.Stage, s.ID), "ScheduleExpression": rate, "FlexibleTimeWindow": props{"Mode": "OFF"},
		"Target": props{"Arn": att(id, "Arn"), "RoleArn": att(id+"ScheduleRole", "Arn"), "Input": input,
			"RetryPolicy":      props{"MaximumRetryAttempts": ruleTries, "MaximumEventAgeInSeconds": oldest},
			"DeadLetterConfig": props{"Arn": arn("sqs", cloud.DeadLetterQueue(st.s.Stage))}},
	})
}

// relayArtifact is the relay's folder below dist/{arch}; see functions/bus/relay.
const relayArtifact = "bus-relay"

// eventsAttribute is there on items that carry events: dynamo.AttrEmits, which is not
// imported, for the stacks know no adapter.
const eventsAttribute = "emits"

// relay makes the function that brings events from the tables' streams to the bus.
func (st *stack) relay() {
	queue := arn("sqs", cloud.DeadLetterQueue(st.s.Stage))
	streams := list{}
	for _, name := range store.Tables() {
		streams = append(streams, arn("dynamodb", "table/"+cloud.TableName(st.s.Stage, name)+"/stream/*"))
	}
	st.function(lambda{
		id: "Relay", name: st.name(relayArtifact), artifact: relayArtifact, about: "puts the events that items carry on the bus", memory: 256, timeout: time.Minute,
		env: props{cloud.EnvStage: st.s.Stage, cloud.EnvDeadLetters: sub("https://sqs.${AWS::Region}.${AWS::URLSuffix}/${AWS::AccountId}/" + cloud.DeadLetterQueue(st.s.Stage))},
		policy: list{
			allow("Streams", list{"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"}, streams...),
			// Lambda makes no mapping of a stream without it (AWSLambdaDynamoDBExecutionRole). It
			// gives names only, and IAM knows it for no single table or stream (Service
			// Authorization Reference).
			allow("FindStreams", list{"dynamodb:ListStreams"}, "*"),
			allow("Bus", list{"events:PutEvents"}, arn("events", "event-bus/"+cloud.BusName(st.s.Stage))),
			allow("DeadLetters", list{"sqs:SendMessage"}, queue),
		},
	})
	for _, name := range store.Tables() {
		st.add("RelayOf"+camel(name), "AWS::Lambda::EventSourceMapping", props{
			"EventSourceArn": st.parameter("Stream"+camel(name), streamParameter(st.s.Stage, name)), "FunctionName": ref("Relay"), "StartingPosition": "TRIM_HORIZON",
			"BatchSize": batchSize, "MaximumRetryAttempts": batchTries, "BisectBatchOnFunctionError": true,
			"FunctionResponseTypes": list{"ReportBatchItemFailures"}, "DestinationConfig": props{"OnFailure": props{"Destination": queue}},
			// Most writes publish nothing, and are not paid for.
			"FilterCriteria": props{"Filters": list{props{"Pattern": `{"dynamodb":{"NewImage":{"` + eventsAttribute + `":{"N":[{"exists":true}]}}}}`}}},
		})
	}
}
