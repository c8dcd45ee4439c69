// Package ops declares the operations of the area ide: running, checking and writing code.
// The tool is not built; the operations are planned.
//
// Code comes in the request, or is a file of the caller's; what is in the request goes
// before. Argument names are the chat's slot names wherever there is a slot. The schema's
// format says the unit: s (seconds), MB.
package ops

import (
	"net/http"

	artifactops "github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
)

const area = "ide"

// planned is what the area's operations have in common.
func planned(id, summary string, chat operation.Chat) operation.Spec {
	return operation.Spec{ID: "ide." + id, Area: area, Method: http.MethodPost, Path: "/api/v1/tools/ide/" + id, Summary: summary,
		Auth: operation.User, Limit: operation.LimitTools, Planned: true, Price: operation.PriceRequest, Chat: &chat}
}

// ofCode is how the chat names the code that an operation works on.
func ofCode(label, example, question string) operation.Chat {
	return operation.Chat{Label: label, Example: example, Artifact: "artifactId", Slots: map[string]string{"file": "artifactId"},
		Ask: map[string]string{"code": question, "artifactId": question, "language": "Which language is it in?"}}
}

// Code is embedded in every request about code that exists.
type Code struct {
	Code       *string `json:"code,omitempty" minLength:"1" maxLength:"200000" doc:"The code; required if no file is named"`
	ArtifactID *string `json:"artifactId,omitempty" minLength:"1" maxLength:"64" doc:"The file that has it, if there is no code"`
	Language   *string `json:"language,omitempty" maxLength:"40" doc:"In lower case, e.g. python, javascript, cpp; absent: what the file's name or the code says"`
	Name       *string `json:"name,omitempty" maxLength:"200" doc:"Of the function it is about; absent: all of it"`
}

// Run says how code is run.
type Run struct {
	Code
	Stdin   *string  `json:"stdin,omitempty" maxLength:"200000" doc:"Text given as input"`
	Flags   []string `json:"flags,omitempty" maxItems:"32" doc:"Arguments of the compiler or interpreter, in order"`
	Version *string  `json:"version,omitempty" maxLength:"20" doc:"Of the language, e.g. 3.12; the newest there is if absent"`
	Timeout *float64 `json:"timeout,omitempty" format:"s" minimum:"0.1" maximum:"20" doc:"When it is stopped; 10 if absent"`
	Memory  *float64 `json:"memory,omitempty" format:"MB" minimum:"16" maximum:"512" doc:"How much it may use; 256 if absent"`
}

// ExecuteInput is the input of Execute.
type ExecuteInput struct{ Body Run }

// Ran is what running code came to.
type Ran struct {
	ExitCode int                    `json:"exitCode" doc:"0 says that it went well"`
	Stopped  string                 `json:"stopped,omitempty" enum:"timeout,memory,output" doc:"The limit at which it was stopped; absent: it ended by itself"`
	Stdout   string                 `json:"stdout"`
	Stderr   string                 `json:"stderr"`
	Seconds  float64                `json:"seconds" format:"s"`
	MemoryMB float64                `json:"memoryMb" format:"MB"`
	Files    []artifactops.Artifact `json:"files,omitempty" doc:"Files that it wrote"`
}

// RanOutput carries it.
type RanOutput struct{ Body Ran }

// Execute will run code in a sandbox without network.
var Execute = operation.Op[ExecuteInput, RanOutput]{Spec: planned("execute", "Run code in a sandbox", executed())}

func executed() operation.Chat {
	c := ofCode("Run code", "Run this code", "Which code should I run? Paste it here, or name one of your files.")
	c.Slots["timeout_s"], c.Slots["memory_mb"] = "timeout", "memory"
	return c
}

// Finding is something that is wrong with code.
type Finding struct {
	Rule    string `json:"rule" doc:"Name of the rule, e.g. syntax, CWE-79"`
	Level   string `json:"level" enum:"critical,high,medium,low"`
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty" doc:"From 1"`
	Column  int    `json:"column,omitempty" doc:"In characters, from 1"`
	Message string `json:"message" doc:"What is wrong and how to mend it, for people"`
}

// Findings is what was found, the worst first.
type Findings struct {
	Items []Finding `json:"items"`
}

// FindingsOutput carries findings.
type FindingsOutput struct{ Body Findings }

// Checks says what is checked.
type Checks struct {
	Code
	Rule  []string `json:"rule,omitempty" maxItems:"20" doc:"syntax, types, lint, format, style, or a named one, e.g. pep8, eslint; syntax and types if absent"`
	Level *string  `json:"level,omitempty" maxLength:"40" doc:"How strict, e.g. strict; of findings the least to tell"`
}

// ValidateInput is the input of Validate.
type ValidateInput struct{ Body Checks }

// Validate will check code without running it.
var Validate = operation.Op[ValidateInput, FindingsOutput]{Spec: planned("validate", "Check code without running it",
	ofCode("Check code for mistakes", "Check this code for errors, don't run it", "Which code should I check? Paste it here, or name one of your files."))}

// Scan says what is looked for.
type Scan struct {
	Code
	Rule   []string `json:"rule,omitempty" maxItems:"20" doc:"secrets, sql_injection, xss, dependencies, licenses, memory, or a named one, e.g. CWE-79, owasp; all if absent"`
	Level  *string  `json:"level,omitempty" enum:"critical,high,medium,low" doc:"The least to tell; low if absent"`
	Except []string `json:"except,omitempty" maxItems:"20" doc:"Files, folders or rules to leave out"`
}

// ScanInput is the input of ScanCode.
type ScanInput struct{ Body Scan }

// ScanCode will look for what attackers could use.
var ScanCode = operation.Op[ScanInput, FindingsOutput]{Spec: planned("scan", "Look for security problems in code",
	ofCode("Scan code for security problems", "Scan this code for security problems", "Which code should I scan? Paste it here, or name one of your files."))}

// NewCode says what code is wanted.
type NewCode struct {
	Prompt    *string  `json:"prompt,omitempty" minLength:"1" maxLength:"8000" doc:"What it is to do"`
	Language  *string  `json:"language,omitempty" maxLength:"40" doc:"In lower case, e.g. python, javascript, cpp"`
	Framework []string `json:"framework,omitempty" maxItems:"8" doc:"Frameworks and libraries to use, e.g. fastapi"`
	Name      *string  `json:"name,omitempty" maxLength:"200" doc:"Of the function or class"`
	File      *string  `json:"file,omitempty" maxLength:"200" doc:"Name of the file to write it to"`

	ArtifactID *string `json:"artifactId,omitempty" minLength:"1" maxLength:"64" doc:"A file that it is about, e.g. the code to write tests for"`
}

// GenerateInput is the input of Generate.
type GenerateInput struct{ Body NewCode }

// Written is code that was written.
type Written struct {
	Code     string                `json:"code"`
	Language string                `json:"language"`
	Artifact *artifactops.Artifact `json:"artifact,omitempty" doc:"The file, if one was asked for"`
}

// WrittenOutput carries it.
type WrittenOutput struct{ Body Written }

// Generate will write code.
var Generate = operation.Op[GenerateInput, WrittenOutput]{Spec: planned("generate", "Write code",
	operation.Chat{Label: "Write code", Example: "Write a piece of code", Artifact: "artifactId",
		Ask: map[string]string{"prompt": "What should the code do?", "language": "In which language?", "artifactId": "Which file do you mean?"}})}

// All lists the area's operations.
func All() []operation.Declared {
	return []operation.Declared{Execute, Validate, ScanCode, Generate}
}
