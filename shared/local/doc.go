// Package local is the embedded runtime behind `aio serve`: a whole cloud on one machine.
// Operations run as functions in the process, but they meet the very events and limits
// they meet on AWS: a gateway makes REST proxy events, a hub makes WebSocket events, the
// bus and a ticker make EventBridge events, and everything crosses as JSON bytes.
//
// It is a real deployment for one machine and not a mock: what it adds over the cloud is
// an inspector of recent events and fault switches for tests.
//
// The shapes and limits are those of the AWS documentation: "API Gateway quotas",
// "Lambda proxy integrations", "Working with WebSocket APIs", "@connections commands",
// "Lambda quotas" and "EventBridge events".
package local
