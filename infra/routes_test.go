package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/operation"
)

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
	code := edgeFunction(t, all, "Viewer")
	for _, want := range []string{"event.viewer.ip", "'x-aio-client-ip'", "'x-aio-host'"} {
		if !strings.Contains(code, want) {
			t.Errorf("the viewer's function has no %s", want)
		}
	}
}
