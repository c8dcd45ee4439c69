package lambdatest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"

	"github.com/aio-creative-hub/aio/internal/emulator"
)

// socketTemplate is a WebSocket API whose routes all go to one function.
const socketTemplate = `{"Resources": {
 "Api": {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"Name": "NAME", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}},
 "Function": {"Type": "AWS::ApiGatewayV2::Integration", "Properties": {"ApiId": {"Ref": "Api"}, "IntegrationType": "AWS_PROXY",
   "IntegrationUri": "arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/arn:aws:lambda:REGION:ACCOUNT:function:NAME/invocations"}},
 "Connect": {"Type": "AWS::ApiGatewayV2::Route", "Properties": {"ApiId": {"Ref": "Api"}, "RouteKey": "$connect", "Target": {"Fn::Join": ["/", ["integrations", {"Ref": "Function"}]]}}},
 "Default": {"Type": "AWS::ApiGatewayV2::Route", "Properties": {"ApiId": {"Ref": "Api"}, "RouteKey": "$default", "Target": {"Fn::Join": ["/", ["integrations", {"Ref": "Function"}]]}}},
 "Stage": {"Type": "AWS::ApiGatewayV2::Stage", "Properties": {"ApiId": {"Ref": "Api"}, "StageName": "STAGE", "AutoDeploy": true}}},
 "Outputs": {"Api": {"Value": {"Ref": "Api"}}}}`

// SocketAPI is a WebSocket API on an emulator.
type SocketAPI struct {
	ID   string
	Dial string // ws://…, for clients
}

// Socket is what the function of a WebSocket API is given, and answers.
type Socket func(ctx context.Context, e events.APIGatewayWebsocketProxyRequest) (events.APIGatewayProxyResponse, error)

// DeploySockets makes a WebSocket API of that name and stage whose routes $connect and
// $default go to a function of the test. Both are deleted when the test ends.
func (h *Host) DeploySockets(t *testing.T, target emulator.Target, name, stage string, handle Socket) SocketAPI {
	t.Helper()
	h.Deploy(t, name, Function{Timeout: patience, Handle: func(ctx context.Context, payload []byte) ([]byte, error) {
		var e events.APIGatewayWebsocketProxyRequest
		if err := json.Unmarshal(payload, &e); err != nil {
			return nil, err
		}
		answer, err := handle(ctx, e)
		if err != nil {
			return nil, err
		}
		return json.Marshal(answer)
	}})
	client := cloudformation.NewFromConfig(target.Config())
	template := strings.NewReplacer("NAME", name, "STAGE", stage, "REGION", emulator.Region, "ACCOUNT", emulator.Account).Replace(socketTemplate)
	if _, err := client.CreateStack(t.Context(), &cloudformation.CreateStackInput{StackName: &name, TemplateBody: &template}); err != nil {
		t.Fatalf("stack %s: %v", name, err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), patience)
		defer cancel()
		if _, err := client.DeleteStack(ctx, &cloudformation.DeleteStackInput{StackName: &name}); err != nil {
			t.Logf("stack %s is left behind: %v", name, err)
		}
	})
	id := created(t, client, name)
	return SocketAPI{ID: id, Dial: fmt.Sprintf("%s/_aws/execute-api/%s/%s", strings.Replace(target.Endpoint, "http", "ws", 1), id, stage)}
}

// created waits until a stack is there and gives its output Api.
func created(t *testing.T, client *cloudformation.Client, name string) string {
	t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(poll) {
		out, err := client.DescribeStacks(t.Context(), &cloudformation.DescribeStacksInput{StackName: &name})
		if err != nil {
			t.Fatalf("stack %s: %v", name, err)
		}
		switch s := out.Stacks[0]; {
		case s.StackStatus == "CREATE_COMPLETE" && len(s.Outputs) == 1:
			return aws.ToString(s.Outputs[0].OutputValue)
		case s.StackStatus != "CREATE_IN_PROGRESS" || time.Now().After(end):
			t.Fatalf("stack %s is %s: %s", name, s.StackStatus, aws.ToString(s.StackStatusReason))
		}
	}
}
