package main

import (
	"maps"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

func TestSettings(t *testing.T) {
	for name, tt := range map[string]struct {
		change map[string]any
		want   []string
	}{
		"good":           {nil, nil},
		"nothing":        {map[string]any{"stage": "", "region": "", "account": "", "mailFrom": ""}, []string{"stage", "region", "account", "mailFrom"}},
		"bad names":      {map[string]any{"stage": "My-Stage", "region": "nowhere", "account": "12"}, []string{"stage", "region", "account"}},
		"arch":           {map[string]any{"arch": "mips"}, []string{"arch"}},
		"domain alone":   {map[string]any{"domain": "hub.example"}, []string{"certificate"}},
		"certificate":    {map[string]any{"domain": "hub.example", "certificate": "arn:aws:acm:eu-central-1:111122223333:certificate/x"}, []string{"us-east-1"}},
		"emulator":       {map[string]any{"emulator": "1"}, []string{"originSecret"}},
		"secret by hand": {map[string]any{"originSecret": "x"}, []string{"emulators"}},
	} {
		context := goodContext("dev")
		maps.Copy(context, tt.change)
		_, err := readSettings(awscdk.NewApp(&awscdk.AppProps{Context: &context}).Node())
		if (err == nil) != (tt.want == nil) {
			t.Errorf("%s: %v", name, err)
		}
		for _, word := range tt.want {
			if err != nil && !strings.Contains(err.Error(), word) {
				t.Errorf("%s: %v does not speak of %q", name, err, word)
			}
		}
	}
}
