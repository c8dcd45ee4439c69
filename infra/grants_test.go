package main

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
)

// role is what a role must be: who takes it, for which resource of its stack, and what for.
type role struct {
	service, user string
	rights        rights
	managed       string // policy of AWS's own
}

// TestGrants: the roles of all stacks are those of the operations, whose rights are worked
// out here again from the declarations, and the few of others(). Each allows what is needed
// and nothing else, and is taken by one resource.
func TestGrants(t *testing.T) {
	for _, stage := range []string{"dev", "production"} {
		t.Run(stage, func(t *testing.T) {
			all, want := synthesized(t, stage), others(stage)
			for _, s := range specs() {
				want[cloud.Name(stage, s.Area)+"/"+camel(s.ID)+"Role"] = role{service: "lambda", user: camel(s.ID), rights: expected(stage, s)}
			}
			for _, r := range all.of("AWS::IAM::Role") {
				name := r.stack + "/" + r.id
				w, ok := want[name]
				if !ok {
					t.Errorf("nobody knows what the role %s is for", name)
					continue
				}
				delete(want, name)
				w.check(t, all, r)
			}
			for _, name := range slices.Sorted(maps.Keys(want)) {
				t.Errorf("there is no role %s", name)
			}
		})
	}
}

func (w role) check(t *testing.T, all template, r resource) {
	t.Helper()
	got := r.rights(t)
	for _, line := range slices.Sorted(maps.Keys(w.rights)) {
		if !got[line] {
			t.Errorf("%s/%s lacks: %s", r.stack, r.id, line)
		}
	}
	for _, line := range slices.Sorted(maps.Keys(got)) {
		if !w.rights[line] {
			t.Errorf("%s/%s need not: %s", r.stack, r.id, line)
		}
	}
	trusted := `{"Statement":[{"Action":"sts:AssumeRole","Effect":"Allow","Principal":{"Service":"` + w.service + `.amazonaws.com"}}],"Version":"2012-10-17"}`
	if r.text("AssumeRolePolicyDocument") != trusted {
		t.Errorf("%s/%s is taken by %s", r.stack, r.id, r.text("AssumeRolePolicyDocument"))
	}
	managed := ""
	for _, one := range several(r.Properties["ManagedPolicyArns"]) {
		if one != nil {
			managed += r.plain(one)
		}
	}
	if managed != w.managed {
		t.Errorf("%s/%s has the managed policy %q, want %q", r.stack, r.id, managed, w.managed)
	}
	for _, user := range all {
		data, _ := json.Marshal(user.Properties)
		takes := user.stack == r.stack && strings.Contains(string(data), `"Fn::GetAtt":["`+r.id+`","Arn"]`)
		if may := user.id == w.user || user.Type == w.user; takes && !may || !takes && may && user.stack == r.stack {
			t.Errorf("%s/%s: it is %v that %s takes it", r.stack, r.id, takes, user.id)
		}
	}
}

// TestRightsStandInRoles: no policy elsewhere gives a role more.
func TestRightsStandInRoles(t *testing.T) {
	for _, r := range synthesized(t, "production") {
		if slices.Contains([]string{"AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy", "AWS::IAM::User", "AWS::IAM::Group"}, r.Type) {
			t.Errorf("%s is a %s", r.id, r.Type)
		}
	}
}

// bucketOf is the bucket of all bytes.
func bucketOf(stage string) string {
	return "arn:${AWS::Partition}:s3:::aio-" + stage + "-blobs-111122223333-eu-central-1"
}

// expected works out what a function must be allowed, from its declaration.
func expected(stage string, s operation.Spec) rights {
	out := rights{}
	name := strings.NewReplacer(".", "-", "_", "-").Replace(s.ID)
	out.allow(here("logs", "log-group:/aws/lambda/aio-"+stage+"-"+name+":*"), "", "logs:CreateLogStream", "logs:PutLogEvents")
	out.table(stage, "runtime", operation.ReadWrite)         // errors, limits, kept answers
	if s.Has(operation.Rest) && s.Auth != operation.Public { // tokens, sessions, keys
		out.keys(stage, "tokens", "kms:GetPublicKey")
		out.table(stage, "identity", operation.ReadWrite)
	}
	if s.Price == operation.PriceRequest || s.Price == operation.PriceRender {
		out.table(stage, "ledger", operation.ReadWrite)
	}
	if asynchronous(s) {
		out.allow(deadLetters(stage), "", "sqs:SendMessage")
	}
	for _, g := range s.Grants {
		out.grant(stage, s, g)
	}
	return out
}

// grant adds what one grant of an operation stands for.
func (r rights) grant(stage string, s operation.Spec, g operation.Grant) {
	switch g.Kind {
	case "table":
		r.table(stage, g.On, g.Access)
	case "blob":
		r.blobs(stage, g.On, g.Access)
	case "invoke":
		for _, other := range specs() {
			if other.ID == g.On || g.On == "*" && other.Chat != nil && other.ID != s.ID {
				r.allow(here("lambda", "function:"+cloud.FunctionName(stage, other.ID)), "", "lambda:InvokeFunction")
			}
		}
	case "sign":
		r.keys(stage, g.On, "kms:Sign", "kms:GetPublicKey")
		r.table(stage, "identity", operation.ReadWrite)
	case "verify":
		r.keys(stage, g.On, "kms:GetPublicKey")
		r.table(stage, "identity", operation.Read)
	case "rotate":
		made := conditioned("StringEquals", props{"aws:RequestTag/aio:purpose": g.On, "aws:RequestTag/aio:stage": stage})
		r.allow("*", made, "kms:CreateKey")
		r.allow(here("kms", "key/*"), made, "kms:TagResource")
		r.keys(stage, g.On, "kms:GetPublicKey", "kms:ScheduleKeyDeletion")
		r.table(stage, "identity", operation.ReadWrite)
	case "seal":
		r.allow("${/aio/"+stage+"/key/SealKey}", "", "kms:Encrypt", "kms:Decrypt")
		r.table(stage, "identity", operation.ReadWrite)
	case "push":
		r.allow(here("execute-api", "${/aio/"+stage+"/socket-api}/ws/*/@connections/*"), "", "execute-api:ManageConnections")
	case "mail":
		r.allow(here("ses", "identity/*"), "", "ses:SendEmail")
	}
}

// table adds the use of a table; of its indexes there is nothing but queries.
func (r rights) table(stage, name string, a operation.Access) {
	arn := here("dynamodb", "table/aio-"+stage+"-"+name)
	if a != operation.Write {
		r.allow(arn, "", "dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query")
		for _, index := range store.Indexes(name) {
			r.allow(arn+"/index/"+index, "", "dynamodb:Query")
		}
	}
	if a != operation.Read {
		r.allow(arn, "", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem")
	}
}

// blobs adds the use of an area of the bucket.
func (r rights) blobs(stage, area string, a operation.Access) {
	objects := bucketOf(stage) + "/" + area + "/*"
	r.allow(bucketOf(stage), conditioned("StringLike", props{"s3:prefix": list{area + "/*"}}), "s3:ListBucket")
	if a != operation.Write {
		r.allow(objects, "", "s3:GetObject")
	}
	if a != operation.Read {
		r.allow(objects, "", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts")
	}
}

// keys adds the use of the stage's keys of a purpose, by their tags.
func (r rights) keys(stage, purpose string, actions ...string) {
	r.allow(here("kms", "key/*"), conditioned("StringEquals", props{"aws:ResourceTag/aio:purpose": purpose, "aws:ResourceTag/aio:stage": stage}), actions...)
}

// asynchronous tells the functions that are started without anybody waiting for them: by
// events, by schedules, and by others' call.Invoker.Start.
func asynchronous(s operation.Spec) bool {
	return s.Has(operation.Event) || s.Has(operation.Schedule) || s.Has(operation.Task)
}

func deadLetters(stage string) string { return here("sqs", "aio-"+stage+"-dead-letters") }
