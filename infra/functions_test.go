package main

import (
	"fmt"
	"testing"

	"github.com/aio-creative-hub/aio/shared/cloud"
)

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
