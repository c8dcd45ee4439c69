// Package sam writes the one template that AWS SAM's local commands want, from the stacks
// that the CDK app synthesizes: all functions and the REST API of a stage. Nothing is
// declared here; what a function is told by its environment is asked of the emulator where
// the stage is deployed, for the tables and keys that it works on are there.
//
// sam runs the functions in containers (Docker). It has no WebSocket API.
package sam

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/aio-creative-hub/aio/shared/cloud"
)

// Options are what Template is told.
type Options struct {
	Assembly string // folder of a cloud assembly
	Stage    string // of it
	Programs string // folder of the built functions: artifact/bootstrap
	// Environment gives what a function is told, by the function's name; nil is an error.
	Environment func(function string) map[string]string
}

type object = map[string]any

// resource is one of a stack's template.
type resource struct {
	Type       string
	Properties struct {
		FunctionName, Description, Handler, Runtime string
		MemorySize, Timeout                         int
		Architectures                               []string
		Body                                        json.RawMessage
	}
}

// Template gives the template as JSON.
func Template(o Options) ([]byte, error) {
	all, err := read(o.Assembly)
	if err != nil {
		return nil, err
	}
	resources := object{}
	for id, r := range all {
		switch r.Type {
		case "AWS::Lambda::Function":
			if r.Properties.Runtime != "provided.al2023" {
				continue // the CDK's own, which deploy and are not called
			}
			told := o.Environment(r.Properties.FunctionName)
			if told == nil {
				return nil, fmt.Errorf("sam: nothing is known of what %s is told: deploy the stage first", r.Properties.FunctionName)
			}
			resources[id] = function(o, r, told)
		case "AWS::ApiGateway::RestApi":
			body, err := routes(o.Stage, r.Properties.Body, all)
			if err != nil {
				return nil, err
			}
			resources[id] = object{"Type": "AWS::Serverless::Api", "Properties": object{"StageName": cloud.RestStage, "DefinitionBody": body}}
		}
	}
	return json.MarshalIndent(object{"AWSTemplateFormatVersion": "2010-09-09", "Transform": "AWS::Serverless-2016-10-31", "Resources": resources}, "", " ")
}

// read gives the functions and APIs of all stacks, by their ids: an id that two stacks have
// would hide one of the two, and is an error.
func read(assembly string) (map[string]resource, error) {
	files, err := filepath.Glob(filepath.Join(assembly, "*.template.json"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("sam: no templates in %s: run make synth", assembly)
	}
	all := map[string]resource{}
	for _, file := range files {
		data, err := os.ReadFile(file) //nolint:gosec // the caller's folder
		if err != nil {
			return nil, fmt.Errorf("sam: %w", err)
		}
		var doc struct{ Resources map[string]json.RawMessage }
		if err := json.Unmarshal(data, &doc); err != nil {
			return nil, fmt.Errorf("sam: %s: %w", filepath.Base(file), err)
		}
		for id, text := range doc.Resources {
			var kind struct{ Type string }
			if err := json.Unmarshal(text, &kind); err != nil {
				return nil, fmt.Errorf("sam: %s: %s: %w", filepath.Base(file), id, err)
			}
			if kind.Type != "AWS::Lambda::Function" && kind.Type != "AWS::ApiGateway::RestApi" {
				continue
			}
			if _, twice := all[id]; twice {
				return nil, fmt.Errorf("sam: %s: another stack has a resource %s too: give one of them another id", filepath.Base(file), id)
			}
			var r resource
			if err := json.Unmarshal(text, &r); err != nil {
				return nil, fmt.Errorf("sam: %s: %s: %w", filepath.Base(file), id, err)
			}
			all[id] = r
		}
	}
	return all, nil
}

func function(o Options, r resource, told map[string]string) object {
	p := r.Properties
	artifact := strings.TrimPrefix(p.FunctionName, cloud.Name(o.Stage, ""))
	return object{"Type": "AWS::Serverless::Function", "Properties": object{
		"FunctionName": p.FunctionName, "Description": p.Description, "Handler": p.Handler, "Runtime": p.Runtime, "Architectures": p.Architectures,
		"MemorySize": p.MemorySize, "Timeout": p.Timeout, "CodeUri": filepath.Join(o.Programs, artifact),
		"Environment": object{"Variables": told},
	}}
}

// named finds the name of a function in an integration's address.
var named = regexp.MustCompile(`arn:\$\{AWS::Partition\}:lambda:\$\{AWS::Region\}:\$\{AWS::AccountId\}:function:([A-Za-z0-9-]+)`)

// routes is the API's description with its functions named as resources of this template.
func routes(stage string, body json.RawMessage, all map[string]resource) (json.RawMessage, error) {
	ids := map[string]string{}
	for id, r := range all {
		ids[r.Properties.FunctionName] = id
	}
	var unknown []string
	out := named.ReplaceAllStringFunc(string(body), func(arn string) string {
		name := named.FindStringSubmatch(arn)[1]
		if ids[name] == "" {
			unknown = append(unknown, name)
		}
		return "${" + ids[name] + ".Arn}"
	})
	if len(unknown) > 0 {
		return nil, fmt.Errorf("sam: the API of stage %s names functions that are in no stack: %s", stage, strings.Join(unknown, ", "))
	}
	return json.RawMessage(out), nil
}
