// Command relay puts the events that items carry on the bus. It is no operation: the
// tables' streams set it off.
package main

import (
	"log/slog"
	"os"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/aio-creative-hub/aio/functions/internal/start"
	"github.com/aio-creative-hub/aio/shared/bus/eventbridge"
	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/store/dynamo"
)

func main() {
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	relay, err := open(log)
	if err != nil {
		log.Error("function does not start", "op", "bus.relay", "error", err.Error())
		os.Exit(1)
	}
	lambda.Start(relay.Handle)
}

func open(log *slog.Logger) (*eventbridge.Relay, error) {
	settings, err := cloud.Load(os.Getenv, cloud.EnvDeadLetters)
	if err != nil {
		return nil, err
	}
	config, err := start.AWS(os.Getenv)
	if err != nil {
		return nil, err
	}
	return eventbridge.NewRelay(config, eventbridge.RelayOptions{Stage: settings.Stage, DeadLetters: settings.DeadLetters, Decode: dynamo.Events, Log: log})
}
