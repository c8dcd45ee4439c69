package main

import (
	"fmt"

	"github.com/aio-creative-hub/aio/shared/catalog"
	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
)

// allow is a statement of a policy.
func allow(sid string, actions list, resources ...any) props {
	return props{"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resources}
}

// policy is what an operation's function may do: cloud.Grants in IAM's words.
func (st *stack) policy(s operation.Spec) (list, error) {
	out := list{}
	for _, g := range cloud.Grants(s) {
		some, err := st.statements(s, g)
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
	return out, nil
}

func (st *stack) statements(s operation.Spec, g operation.Grant) (list, error) {
	sid := camel(g.Kind) + camel(g.On)
	switch g.Kind {
	case "table":
		return st.tableAccess(sid, g), nil
	case "blob":
		return st.blobAccess(sid, g), nil
	case "invoke":
		return list{allow("Invoke"+suffix(g.On), list{"lambda:InvokeFunction"}, st.callees(s, g.On)...)}, nil
	case "sign":
		return list{st.tagged(sid, g.On, "kms:Sign")}, nil
	case "verify":
		return list{st.tagged(sid, g.On, "kms:GetPublicKey")}, nil
	case "rotate":
		return st.rotation(sid, g.On), nil
	case "seal":
		return list{allow(sid, list{"kms:Encrypt", "kms:Decrypt"}, st.parameter("SealKey", keyParameters(st.s.Stage)["SealKey"]))}, nil
	case "push":
		return list{allow(sid, list{"execute-api:ManageConnections"}, props{"Fn::Join": list{"", list{st.socketARN(), "/" + cloud.SocketStage + "/*/@connections/*"}}})}, nil
	case "mail":
		return list{allow(sid, list{"ses:SendEmail"}, arn("ses", "identity/*"))}, nil
	}
	return nil, fmt.Errorf("no policy for a grant of kind %q", g.Kind)
}

func suffix(on string) string {
	if on == "*" {
		return "Tools"
	}
	return camel(on)
}

// tableAccess is reading or writing a table; indexes are only queried.
func (st *stack) tableAccess(sid string, g operation.Grant) list {
	name := "table/" + cloud.TableName(st.s.Stage, g.On)
	actions, indexes := list{}, list{}
	if g.Access != operation.Write {
		actions = append(actions, "dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query")
		for _, index := range store.Indexes(g.On) {
			indexes = append(indexes, arn("dynamodb", name+"/index/"+index))
		}
	}
	if g.Access != operation.Read {
		actions = append(actions, "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem")
	}
	out := list{allow(sid, actions, arn("dynamodb", name))}
	if len(indexes) > 0 {
		out = append(out, allow(sid+"Indexes", list{"dynamodb:Query"}, indexes...))
	}
	return out
}

// blobAccess is reading or writing the objects of an area of the bucket. Without the right
// to list, S3 answers 403 for what is not there.
func (st *stack) blobAccess(sid string, g operation.Grant) list {
	bucket := "arn:${AWS::Partition}:s3:::" + cloud.BucketName(st.s.Stage, st.s.Account, st.s.Region)
	actions := list{}
	if g.Access != operation.Write {
		actions = append(actions, "s3:GetObject")
	}
	if g.Access != operation.Read {
		actions = append(actions, "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts")
	}
	look := allow(sid+"List", list{"s3:ListBucket"}, sub(bucket))
	look["Condition"] = props{"StringLike": props{"s3:prefix": list{g.On + "/*"}}}
	return list{allow(sid, actions, sub(bucket+"/"+g.On+"/*")), look}
}

// callees are the functions that an operation calls.
func (st *stack) callees(s operation.Spec, on string) list {
	if on != "*" {
		return list{arn("lambda", "function:"+cloud.FunctionName(st.s.Stage, on))}
	}
	out := list{}
	for _, d := range catalog.All() {
		if other := operation.SpecOf(d); other.Chat != nil && !other.Planned && other.ID != s.ID {
			out = append(out, arn("lambda", "function:"+cloud.FunctionName(st.s.Stage, other.ID)))
		}
	}
	return out
}

// tagged is the use of the stage's keys of a purpose, which come and go.
func (st *stack) tagged(sid, purpose string, actions ...any) props {
	p := allow(sid, actions, arn("kms", "key/*"))
	p["Condition"] = props{"StringEquals": props{"aws:ResourceTag/" + cloud.PurposeTag: purpose, "aws:ResourceTag/" + cloud.StageTag: st.s.Stage}}
	return p
}

// rotation is making keys of a purpose, and ending them. A key that is not there yet has
// no ARN: what is made is bound by its tags.
func (st *stack) rotation(sid, purpose string) list {
	tags := props{"aws:RequestTag/" + cloud.PurposeTag: purpose, "aws:RequestTag/" + cloud.StageTag: st.s.Stage}
	create := allow(sid+"Create", list{"kms:CreateKey"}, "*")
	create["Condition"] = props{"StringEquals": tags}
	tag := allow(sid+"Tag", list{"kms:TagResource"}, arn("kms", "key/*"))
	tag["Condition"] = props{"StringEquals": tags}
	return list{create, tag, st.tagged(sid, purpose, "kms:GetPublicKey", "kms:ScheduleKeyDeletion")}
}
