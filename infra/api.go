package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/aio-creative-hub/aio/shared/catalog"
	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/operation"
)

const (
	restRate  = 1000 // requests a second of everybody together; the account's limit is 10,000
	restBurst = 2000
)

// api makes the REST API from the description that the catalogue writes.
func (st *stack) api() error {
	body, err := st.description()
	if err != nil {
		return err
	}
	st.add("Api", "AWS::ApiGateway::RestApi", props{"Name": st.name("rest"), "Body": body, "EndpointConfiguration": props{"Types": list{"REGIONAL"}}, "Tags": st.tags()})
	for _, d := range catalog.All() {
		if s := operation.SpecOf(d); s.Has(operation.Rest) && !s.Planned {
			st.add(camel(s.ID)+"Permission", "AWS::Lambda::Permission", props{"FunctionName": cloud.FunctionName(st.s.Stage, s.ID), "Action": "lambda:InvokeFunction",
				"Principal": "apigateway.amazonaws.com", "SourceArn": props{"Fn::Join": list{"", list{arn("execute-api", ""), ref("Api"), "/*/" + s.Method + parameterized(s.Path)}}}})
		}
	}
	st.add("Logs", "AWS::Logs::LogGroup", props{"LogGroupName": "/aws/apigateway/" + st.name("rest"), "RetentionInDays": logDays, "Tags": st.tags()})
	// A deployment is a picture of the API: another description needs another one.
	deployment := "Deployment" + fingerprint(body)
	st.add(deployment, "AWS::ApiGateway::Deployment", props{"RestApiId": ref("Api"), "Description": deployment})
	st.add("Stage", "AWS::ApiGateway::Stage", props{"RestApiId": ref("Api"), "DeploymentId": ref(deployment), "StageName": cloud.RestStage, "Tags": st.tags(),
		"MethodSettings": list{props{"HttpMethod": "*", "ResourcePath": "/*", "ThrottlingRateLimit": restRate, "ThrottlingBurstLimit": restBurst, "MetricsEnabled": true}},
		"AccessLogSetting": props{"DestinationArn": att("Logs", "Arn"),
			"Format": `{"requestId":"$context.requestId","method":"$context.httpMethod","path":"$context.resourcePath","status":"$context.status","ms":"$context.responseLatency"}`}})
	st.add("Parameter", "AWS::SSM::Parameter", props{"Type": "String", "Name": restParameter(st.s.Stage), "Value": ref("Api")})
	st.output("RestApi", ref("Api"))
	return nil
}

// restParameter is the SSM parameter with the REST API's id.
func restParameter(stage string) string { return "/" + cloud.Product + "/" + stage + "/rest-api" }

// parameterized is a path as execute-api's ARNs have it: * for each parameter.
func parameterized(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if strings.HasPrefix(p, "{") {
			parts[i] = "*"
		}
	}
	return strings.Join(parts, "/")
}

// fingerprint tells descriptions apart.
func fingerprint(body props) string {
	data, _ := json.Marshal(body) //nolint:errchkjson // it was JSON
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:5])
}

// description is the API's OpenAPI document with the functions' addresses in it.
func (st *stack) description() (props, error) {
	data, err := operation.APIGateway(catalog.OpenAPI(), catalog.All())
	if err != nil {
		return nil, err
	}
	var doc props
	if err := json.Unmarshal(data, &doc); err != nil {
		return nil, fmt.Errorf("api: %w", err)
	}
	paths, _ := doc["paths"].(props)
	for _, item := range paths {
		methods, _ := item.(props)
		for _, m := range methods {
			op, _ := m.(props)
			integration, _ := op["x-amazon-apigateway-integration"].(props)
			if id, ok := op["operationId"].(string); ok && integration["uri"] == operation.FunctionURI(id) {
				integration["uri"] = invocation(st.s.Stage, id)
			}
		}
	}
	return doc, nil
}
