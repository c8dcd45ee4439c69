// Command infra is the CDK app: from the catalogue of operations, and nothing typed a
// second time, it makes the stacks of a stage.
//
//	data      tables, bucket, keys, bus, dead letters
//	realtime  the WebSocket API
//	{area}    the functions of an area, their roles, logs, rules and schedules
//	api       the REST API
//	edge      CloudFront and its firewall
//	watch     alarms and the archive of logs
//
// Names are made of the stage (shared/cloud), so that no stack imports from another; only
// the ids that AWS makes up go by SSM parameters.
package main

import (
	"fmt"
	"os"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

func main() {
	defer jsii.Close()
	app := awscdk.NewApp(nil)
	s, err := readSettings(app.Node())
	if err == nil {
		err = build(app, s)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "infra:", err)
		os.Exit(1) //nolint:gocritic // the process of jsii ends with this one
	}
	app.Synth(nil)
}

// build makes all stacks of a stage.
func build(app awscdk.App, s settings) error {
	data := newStack(app, s, "data")
	data.data()
	realtime := newStack(app, s, "realtime", data)
	realtime.realtime()
	areas, err := functions(app, s, data, realtime)
	if err != nil {
		return err
	}
	api := newStack(app, s, "api", areas...)
	if err := api.api(); err != nil {
		return err
	}
	if s.Emulator {
		return nil
	}
	newStack(app, s, "watch", append(areas, api)...).watch()
	return newStack(app, s, "edge", api, realtime).edge()
}
