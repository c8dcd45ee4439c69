package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// line is one item of a bill.
type line struct {
	what   string // a name in prices
	amount float64
	usd    float64
}

func lineOf(what string, amount float64) line {
	return line{what, amount, amount * prices[what].usd}
}

func total(lines []line) (sum float64) {
	for _, l := range lines {
		sum += l.usd
	}
	return sum
}

const (
	// perProcessor is the memory, in MB, at which Lambda gives a function a whole
	// processor; with less it gets a share ("Configure Lambda function memory").
	perProcessor = 1769
	// minutes is how long a chat's connection is assumed to stay open.
	minutes = 10
	// scheduled is how often a schedule runs in a month of 30 days if it does so every
	// hour; none of infra's runs more often.
	scheduled = 30 * 24
)

// free are the kinds of resources that cost nothing by being there, or only by use.
var free = map[string]string{
	"AWS::ApiGateway": "by request", "AWS::ApiGatewayV2": "by message", "AWS::CloudFront": "by request", "AWS::DynamoDB": "on demand, by request and byte",
	"AWS::Events": "by event", "AWS::IAM": "free", "AWS::KinesisFirehose": "by byte", "AWS::Lambda": "by invocation", "AWS::Logs": "by byte", "AWS::S3": "by byte",
	"AWS::SNS": "by message", "AWS::SQS": "by request", "AWS::SSM": "standard parameters are free", "AWS::Scheduler": "by invocation", "Custom": "run at deployment only",
}

// paid are the kinds that cost something each month, by what in prices.
var paid = map[string]string{
	"AWS::KMS::Key": "KMS keys", "AWS::CloudWatch::Alarm": "alarms", "AWS::SecretsManager::Secret": "secrets", webACL: "WAF lists", webRules: "WAF rules",
}

// idle is a month in which nobody comes. It fails if there is a kind of resource that is
// neither paid nor free.
func idle(resources map[string]int) ([]line, error) {
	var lines []line
	for _, kind := range slices.Sorted(maps.Keys(resources)) {
		if what, ok := paid[kind]; ok {
			lines = append(lines, lineOf(what, float64(resources[kind])))
			continue
		}
		service := kind[:strings.LastIndex(kind, "::")]
		if free[service] == "" {
			return nil, fmt.Errorf("cost: %s is neither among the paid resources nor among the free ones", kind)
		}
	}
	return append(lines, lineOf("Lambda requests", scheduled*float64(resources["AWS::Scheduler::Schedule"]))), nil
}

// called says by what in prices each call is paid, and whether by its units; "" is free.
var called = map[string]struct {
	what    string
	byUnits bool
}{
	"DynamoDB UpdateItem": {"DynamoDB writes", true}, "DynamoDB PutItem": {"DynamoDB writes", true}, "DynamoDB DeleteItem": {"DynamoDB writes", true},
	"DynamoDB TransactWriteItems": {"DynamoDB writes", true}, "DynamoDB GetItem": {"DynamoDB reads", true}, "DynamoDB BatchGetItem": {"DynamoDB reads", true},
	"DynamoDB Query": {"DynamoDB reads", true},
	"S3 PUT":         {"S3 writes", false}, "S3 POST": {"S3 writes", false}, "S3 GET": {"S3 reads", false}, "S3 HEAD": {"S3 reads", false}, "S3 DELETE": {},
	"KMS Sign": {"KMS requests", false}, "KMS Encrypt": {"KMS requests", false}, "KMS Decrypt": {"KMS requests", false}, "KMS GetPublicKey": {"KMS requests", false},
	"EventBridge PutEvents":       {"EventBridge events", true},
	"Lambda Invoke":               {}, // counted where it runs
	"API Gateway POST connection": {"WebSocket messages", false}, "API Gateway GET connection": {}, "API Gateway DELETE connection": {},
	"SES SendEmail": {"SES mails", false}, "SQS SendMessage": {"SQS requests", false},
}

// perChat is what one chat costs. It fails if there was a call without a price.
func perChat(m *Measured) ([]line, error) {
	amounts := map[string]float64{}
	for name, u := range m.Calls {
		by, ok := called[name]
		if !ok {
			return nil, fmt.Errorf("cost: the call %q has no price", name)
		}
		switch {
		case by.what == "":
		case by.byUnits:
			amounts[by.what] += u.Units
		default:
			amounts[by.what] += float64(u.Calls)
		}
	}
	for _, f := range m.Functions {
		amounts["Lambda requests"] += float64(f.Calls)
		amounts["Lambda time"] += seconds(f) * float64(f.Memory) / 1024
		amounts["log bytes"] += float64(f.Log)
	}
	rest, connections := float64(m.Requests["REST"]), float64(m.Requests["connection"])
	amounts["REST requests"] += rest
	amounts["WebSocket messages"] += float64(m.Requests["WebSocket"]) + connections
	amounts["WebSocket minutes"] += minutes * connections
	amounts["CloudFront requests"] += rest + connections
	amounts["WAF requests"] += rest + connections
	amounts["CloudFront bytes"] += float64(m.Requests["bytes out"]) // pictures come from S3, which asks about the same
	var lines []line
	for _, what := range slices.Sorted(maps.Keys(amounts)) {
		lines = append(lines, lineOf(what, amounts[what]/float64(m.Chats)))
	}
	return lines, nil
}

// seconds are a function's on Lambda: what it waited for on the emulator, and its processor
// time stretched by its share of a processor.
func seconds(f Function) float64 {
	share := min(1, float64(f.Memory)/perProcessor)
	return max(f.Seconds, f.CPU) - f.CPU + f.CPU/share
}
