package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// rights are what policies say, a line for each action on each resource, with the effect
// before and the condition behind: how statements group them makes no difference to IAM.
type rights map[string]bool

// allow adds actions on a resource; a condition is as conditioned gives it, or "".
func (r rights) allow(resource, condition string, actions ...string) {
	for _, a := range actions {
		r["Allow "+a+" on "+resource+condition] = true
	}
}

// conditioned is a condition as a line ends with it.
func conditioned(operator string, keys props) string {
	data, _ := json.Marshal(props{operator: keys})
	return " if " + string(data)
}

// here is the ARN of something of the stack's account and region.
func here(service, rest string) string {
	return "arn:${AWS::Partition}:" + service + ":${AWS::Region}:${AWS::AccountId}:" + rest
}

// rights reads a role's own policies. What a statement may have beside is refused, for
// NotAction and NotResource allow all but what they name.
func (r resource) rights(t *testing.T) rights {
	t.Helper()
	out := rights{}
	policies, _ := r.Properties["Policies"].(list)
	for _, p := range policies {
		for _, one := range p.(props)["PolicyDocument"].(props)["Statement"].(list) {
			s := one.(props)
			for _, part := range slices.Sorted(maps.Keys(s)) {
				if !slices.Contains([]string{"Sid", "Effect", "Action", "Resource", "Condition"}, part) {
					t.Errorf("%s: %v has a %s", r.id, s["Sid"], part)
				}
			}
			condition := ""
			if s["Condition"] != nil {
				data, _ := json.Marshal(s["Condition"])
				condition = " if " + string(data)
			}
			for _, action := range several(s["Action"]) {
				for _, on := range several(s["Resource"]) {
					out[fmt.Sprintf("%v %v on %s%s", s["Effect"], action, r.plain(on), condition)] = true
				}
			}
		}
	}
	return out
}

// several is a value that may stand alone or in a list.
func several(v any) list {
	if l, ok := v.(list); ok {
		return l
	}
	return list{v}
}

// plain is a value of a template as one text: ${X} is what CloudFormation puts in for X,
// and ${/x} the value of the SSM parameter /x.
func (r resource) plain(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case props:
		if len(v) != 1 {
			break
		}
		if text, ok := v["Fn::Sub"].(string); ok {
			return text
		}
		if id, ok := v["Ref"].(string); ok {
			if from := r.parameters[id]; from != "" {
				return "${" + from + "}"
			}
			return "${" + id + "}"
		}
		if of, ok := v["Fn::GetAtt"].(list); ok {
			return fmt.Sprintf("${%v.%v}", of...)
		}
		if join, ok := v["Fn::Join"].(list); ok {
			var parts []string
			for _, p := range join[1].(list) {
				parts = append(parts, r.plain(p))
			}
			return strings.Join(parts, join[0].(string))
		}
	}
	data, _ := json.Marshal(v)
	return string(data)
}
