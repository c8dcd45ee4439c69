package chat

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// spoken are the words for arguments and slots whose own names are none of a person's.
var spoken = map[string]string{
	"color": "colour", "stroke": "outline's colour", "strokeWidth": "outline's width", "factor": "scale",
	"dx": "distance to the side", "dy": "distance up or down", "lineHeight": "line height", "artifactId": "image",
	"radius": "corner radius", "background": "background colour", "count": "number", "preset": "format",
	"aspect": "aspect ratio", "axis": "flip", "target": "place", "order": "place in the stack",
	"stroke_width": "outline's width", "file": "file name", "dpi": "resolution", "max_size": "size of the file",
	"except": "exception", "user": "person", "topic": "subject",
}

func inWords(name string) string {
	if w, ok := spoken[name]; ok {
		return w
	}
	return strings.ReplaceAll(name, "_", " ")
}

// explained says what is wrong in a sentence: an operation names the argument as a
// program would, which a person has never seen.
func explained(tl tool, p *operation.Problem) string {
	if p.Code != operation.CodeInvalid || len(p.Errors) == 0 {
		return p.Detail
	}
	name := p.Errors[0].Field[strings.LastIndexByte(p.Errors[0].Field, '.')+1:]
	message := strings.TrimSuffix(strings.TrimPrefix(p.Errors[0].Message, name+": "), ".")
	for _, a := range tl.args {
		if a.Name != name {
			continue
		}
		if bounds := bounded(a, message); bounds != "" {
			message = bounds
		}
		if predicate.MatchString(message) {
			return "The " + inWords(name) + " " + message + "."
		}
	}
	return upperFirst(message) + "."
}

var (
	// predicate is a message that goes on where the argument's name ended.
	predicate = regexp.MustCompile(`^(must|may|does|is|are|has|cannot) `)
	// expected is how the schema's check words a bound.
	expected = regexp.MustCompile(`^expected (number|length) (>=|<=|>|<) (-?[0-9.e+]+)$`)
)

// bounded words a bound of the schema, "" if the message is none.
func bounded(a operation.Argument, message string) string {
	m := expected.FindStringSubmatch(message)
	if m == nil {
		if strings.HasPrefix(message, "expected ") {
			return "is not one that I can use here"
		}
		return ""
	}
	how := map[string]string{">=": "at least", "<=": "at most", ">": "more than", "<": "less than"}[m[2]]
	if m[1] == "length" {
		return fmt.Sprintf("must have %s %s characters", how, m[3])
	}
	return "must be " + how + " " + withUnit(m[3], a.Schema.Format)
}

func withUnit(number, format string) string {
	switch format {
	case "px":
		return number + " " + plural(number, "pixel")
	case "s":
		return number + " " + plural(number, "second")
	case "mm", "dB", "MB", "bytes":
		return number + " " + format
	case "degrees":
		return number + " " + plural(number, "degree")
	case "percent":
		return number + "%"
	case "fraction":
		if n, err := strconv.ParseFloat(number, 64); err == nil {
			return strconv.FormatFloat(100*n, 'f', -1, 64) + "%"
		}
	}
	return number
}

func plural(number, noun string) string {
	if number == "1" {
		return noun
	}
	return noun + "s"
}
