package main

import (
	"errors"
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/aio-creative-hub/aio/shared/cloud"
)

// settings are what a deployment is told by context: cdk deploy -c stage=dev …
type settings struct {
	Stage      string // dev, staging, production, or any name that cloud.CheckStage takes
	Region     string
	Account    string
	MailFrom   string // the address mails come from; SES must have verified it
	Release    string // of the code
	Arch       string // arm64, or amd64 for emulators
	Dist       string // folder of the built functions
	AlarmMail  string // who is told of alarms; "" tells nobody
	Domain     string // the host name of the app; "" takes CloudFront's
	Cert       string // ARN of its certificate, in us-east-1
	Emulator   bool   // leaves out what no emulator makes: see emulatorLacks
	Origin     string // emulator only: the edge's secret, which otherwise is generated
	Cursor     string // emulator only: what cursors are signed with
	Limits     string // other limits than the default's: cloud.EnvLimits
	Production bool   // keeps data when a stack is deleted
}

var (
	regionForm  = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-\d$`)
	accountForm = regexp.MustCompile(`^\d{12}$`)
	certForm    = regexp.MustCompile(`^arn:aws[a-z-]*:acm:us-east-1:\d{12}:certificate/.+$`)
)

// emulatorLacks are the kinds of resources that no emulator makes, and what they do instead.
func emulatorLacks() map[string]string {
	return map[string]string{
		"AWS::ApiGateway::Account":         "emulators ask for no right to write logs",
		"AWS::ApiGatewayV2::RouteResponse": "answers go back over the connection in any case",
	}
}

// readSettings reads the context and reports, at once, all that is wrong with it.
func readSettings(n constructs.Node) (settings, error) {
	get := func(name, otherwise string) string {
		switch v := n.TryGetContext(jsii.String(name)).(type) {
		case string:
			return v
		case bool, float64:
			return fmt.Sprint(v)
		}
		return otherwise
	}
	s := settings{
		Stage: get("stage", ""), Region: get("region", ""), Account: get("account", ""), MailFrom: get("mailFrom", ""), Release: get("release", "dev"),
		Arch: get("arch", "arm64"), Dist: get("dist", "../dist"), AlarmMail: get("alarmMail", ""), Domain: get("domain", ""), Cert: get("certificate", ""),
		Emulator: get("emulator", "") == "1", Origin: get("originSecret", ""), Cursor: get("cursorKey", ""), Limits: get("limits", ""),
	}
	s.Production = s.Stage == "production"
	return s, s.check()
}

func (s settings) check() error {
	var errs []error
	say := func(wrong bool, format string, args ...any) {
		if wrong {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	say(cloud.CheckStage(s.Stage) != nil, "-c stage=%q: give the name of the stage, e.g. -c stage=dev: lower-case letters and digits, at most %d", s.Stage, cloud.MaxStage)
	say(!regionForm.MatchString(s.Region), "-c region=%q: give the region to deploy to, e.g. -c region=eu-central-1", s.Region)
	say(!accountForm.MatchString(s.Account), "-c account=%q: give the account's twelve digits", s.Account)
	_, err := mail.ParseAddress(s.MailFrom)
	say(err != nil, "-c mailFrom=%q: give the address that mails come from; verify it in SES", s.MailFrom)
	say(!slices.Contains([]string{"arm64", "amd64"}, s.Arch), "-c arch=%q: arm64 or amd64", s.Arch)
	say((s.Domain == "") != (s.Cert == ""), "-c domain and -c certificate go together")
	say(s.Cert != "" && !certForm.MatchString(s.Cert), "-c certificate=%q: CloudFront takes the ARN of a certificate in us-east-1", s.Cert)
	say(s.Emulator && (s.Origin == "" || len(s.Cursor) < cloud.MinCursorKey), "-c emulator=1 needs -c originSecret and a -c cursorKey of at least %d characters", cloud.MinCursorKey)
	say(!s.Emulator && (s.Origin != "" || s.Cursor != ""), "-c originSecret and -c cursorKey are for emulators; a deployment generates them")
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("settings:\n%s", strings.ReplaceAll("\t"+err.Error(), "\n", "\n\t"))
	}
	return nil
}
