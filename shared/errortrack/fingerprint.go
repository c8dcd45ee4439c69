package errortrack

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/operation"
)

const (
	// maxMessage bounds the skeleton of a message, in bytes.
	maxMessage = 300
	// topFrames of a panic tell where it was: calls further out are the same for many.
	topFrames = 5
	// ownCode is how our own functions begin in a stack.
	ownCode = "github.com/aio-creative-hub/aio/"
)

// describe makes the group of a failure.
func describe(f function.Failure) group {
	g := group{Operation: f.Operation, Area: f.Area, Trigger: string(f.Trigger), Message: "unknown"}
	var p *operation.PanicError
	switch {
	case errors.As(f.Cause, &p):
		g.Frames = frames(string(p.Stack))
		g.Message = "panic: " + skeleton(fmt.Sprint(p.Value))
	case f.Cause != nil:
		g.Message = skeleton(f.Cause.Error())
	}
	sum := sha256.Sum256([]byte(strings.Join(append([]string{g.Operation, g.Trigger, g.Message, types(f.Cause)}, g.Frames...), "\x00")))
	g.Fingerprint = hex.EncodeToString(sum[:8])
	return g
}

// types is the chain of the errors' Go types.
func types(err error) string {
	var b strings.Builder
	for ; err != nil; err = errors.Unwrap(err) {
		fmt.Fprintf(&b, "%T>", err)
	}
	return b.String()
}

// variable finds what differs from one occurrence to the next, or may be somebody's:
// quotations, addresses, paths and URLs, ids, tokens, numbers. The order counts.
var variable = []struct {
	is *regexp.Regexp
	to string
}{
	{regexp.MustCompile("(?s)\"(?:[^\"\\\\]|\\\\.)*\"|`[^`]*`|'[^']*'|“[^”]*”"), "…"},
	{regexp.MustCompile(`\S+@\S+`), "ADDRESS"},
	{regexp.MustCompile(`\S*://\S+|(?:^|[\s=(\[])(?:\.{0,2}/)[^\s:,)\]]+`), " PATH"},
	{regexp.MustCompile(`\b[A-Za-z]{2,8}[_-][0-9A-Za-z_-]{8,}\b`), "ID"},
	{regexp.MustCompile(`\b[0-9A-Za-z_-]{24,}(?:\.[0-9A-Za-z_-]+)*\b`), "TOKEN"},
	{regexp.MustCompile(`\b0x[0-9a-fA-F]+\b`), "N"},
	{regexp.MustCompile(`[0-9][0-9A-Za-z.:_-]*`), "N"},
}

// wordsOnly is what remains: an error's own words are ASCII; what is not came from elsewhere.
var wordsOnly = regexp.MustCompile(`[^\x20-\x7e…]+`)

// skeleton is the text of an error without what varies.
func skeleton(text string) string {
	for _, v := range variable {
		text = v.is.ReplaceAllString(text, v.to)
	}
	text = wordsOnly.ReplaceAllString(text, "…")
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > maxMessage {
		text = strings.ToValidUTF8(text[:maxMessage], "")
	}
	return text
}

// frames are our own functions of a stack, the innermost first, without arguments, lines
// and addresses, which a new build changes.
func frames(stack string) []string {
	var out []string
	thrown := false
	for line := range strings.SplitSeq(stack, "\n") {
		if strings.HasPrefix(line, "panic(") {
			out, thrown = nil, true // what is above is the recovery
			continue
		}
		name, ok := strings.CutPrefix(line, ownCode)
		if !ok || len(out) >= topFrames {
			continue
		}
		if i := strings.LastIndexByte(name, '('); i > 0 {
			name = name[:i]
		}
		out = append(out, name)
	}
	if !thrown {
		return out[:min(len(out), topFrames)]
	}
	return out
}
