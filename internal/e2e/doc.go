// Package e2e walks the README's tour against whatever serves it: the server of one
// machine, emulators of AWS with the stacks of infra deployed to them, and a real
// deployment. The steps are the same everywhere. What a target cannot do is listed with it,
// with the reason, and a step that needs it is reported as not run.
package e2e
