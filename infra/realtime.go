package main

import (
	"strings"

	"github.com/aio-creative-hub/aio/shared/catalog"
	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/operation"
)

const (
	socketRate  = 500 // messages a second of all connections together; API Gateway's default is 10,000 an account
	socketBurst = 1000
)

// realtime makes the WebSocket API: a route for each action of the catalogue. It comes
// before the functions, which it names, because they must know its id.
func (st *stack) realtime() {
	st.gatewayLogs()
	st.add("Api", "AWS::ApiGatewayV2::Api", props{"Name": st.name("socket"), "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action", "Tags": props{cloud.StageTag: st.s.Stage}})
	for _, d := range catalog.All() {
		s := operation.SpecOf(d)
		for _, t := range s.Triggers {
			switch {
			case s.Planned:
			case t.Kind == operation.Authorizer:
				st.add("Authorizer", "AWS::ApiGatewayV2::Authorizer", props{"ApiId": ref("Api"), "Name": "ticket", "AuthorizerType": "REQUEST",
					"IdentitySource": list{"route.request.querystring.ticket"}, "AuthorizerUri": invocation(st.s.Stage, s.ID)})
			case t.Kind == operation.Socket:
				st.route(s, t.On)
			}
		}
	}
	st.add("Logs", "AWS::Logs::LogGroup", props{"LogGroupName": "/aws/apigateway/" + st.name("socket"), "RetentionInDays": logDays, "Tags": st.tags()})
	stage := st.add("Stage", "AWS::ApiGatewayV2::Stage", props{"ApiId": ref("Api"), "StageName": cloud.SocketStage, "AutoDeploy": true, "Tags": props{cloud.StageTag: st.s.Stage},
		"DefaultRouteSettings": props{"ThrottlingRateLimit": socketRate, "ThrottlingBurstLimit": socketBurst},
		"AccessLogSettings": props{"DestinationArn": att("Logs", "Arn"),
			"Format": `{"requestId":"$context.requestId","route":"$context.routeKey","status":"$context.status","connection":"$context.connectionId","ms":"$context.integrationLatency"}`}})
	for _, child := range *st.Node().Children() {
		if id := *child.Node().Id(); strings.HasPrefix(id, "Route") || id == "GatewayLogs" {
			stage.AddResourceDependency(st.resource(id), nil)
		}
	}
	st.add("Parameter", "AWS::SSM::Parameter", props{"Type": "String", "Name": cloud.SocketParameter(st.s.Stage), "Value": ref("Api")})
	st.output("SocketApi", ref("Api"))
}

// gatewayLogs lets API Gateway write access logs: a setting of the account and region,
// which stages share. It takes this managed policy and no less.
func (st *stack) gatewayLogs() {
	const kind = "AWS::ApiGateway::Account"
	if _, lacks := emulatorLacks()[kind]; lacks && st.s.Emulator {
		return
	}
	st.add("GatewayLogsRole", "AWS::IAM::Role", props{"AssumeRolePolicyDocument": trust("apigateway.amazonaws.com"), "Tags": st.tags(),
		"ManagedPolicyArns": list{sub("arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs")}})
	st.add("GatewayLogs", kind, props{"CloudWatchRoleArn": att("GatewayLogsRole", "Arn")})
}

const routeResponse = "AWS::ApiGatewayV2::RouteResponse"

// route makes the route of an action. What the function answers goes back over the connection.
func (st *stack) route(s operation.Spec, action string) {
	id := camel(action)
	st.add("Integration"+id, "AWS::ApiGatewayV2::Integration", props{"ApiId": ref("Api"), "IntegrationType": "AWS_PROXY", "IntegrationUri": invocation(st.s.Stage, s.ID)})
	p := props{"ApiId": ref("Api"), "RouteKey": action, "Target": props{"Fn::Join": list{"/", list{"integrations", ref("Integration" + id)}}}}
	connection := strings.HasPrefix(action, "$") && action != "$default"
	if action == "$connect" {
		p["AuthorizationType"], p["AuthorizerId"] = "CUSTOM", ref("Authorizer")
	}
	if !connection {
		p["RouteResponseSelectionExpression"] = "$default"
	}
	st.add("Route"+id, "AWS::ApiGatewayV2::Route", p)
	if _, lacks := emulatorLacks()[routeResponse]; !connection && (!lacks || !st.s.Emulator) {
		st.add("Response"+id, routeResponse, props{"ApiId": ref("Api"), "RouteId": ref("Route" + id), "RouteResponseKey": "$default"})
	}
}

// invocation is the address by which API Gateway calls a function.
func invocation(stage, operation string) props {
	return sub("arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:" +
		cloud.FunctionName(stage, operation) + "/invocations")
}

// socketID is the WebSocket API's id.
func (st *stack) socketID() props {
	return st.parameter("SocketApi", cloud.SocketParameter(st.s.Stage))
}

// socketARN is the WebSocket API as policies name it.
func (st *stack) socketARN() props {
	return props{"Fn::Join": list{"", list{arn("execute-api", ""), st.socketID()}}}
}
