package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/operation"
)

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
