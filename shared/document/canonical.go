package document

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// MaxPropDepth bounds the nesting of one property's value: deeper ones are structure
// that belongs into the tree, and a recursive reader must not overflow.
const MaxPropDepth = 16

var (
	errPropJSON  = errors.New("not valid JSON")
	errPropDeep  = fmt.Errorf("nested deeper than %d levels", MaxPropDepth)
	errPropLarge = fmt.Errorf("longer than %d bytes", MaxPropBytes)
	errPropTwice = errors.New("a key occurs twice")
)

// Canonical gives the one spelling of a JSON value: no white space, keys sorted,
// numbers as ECMAScript writes doubles, strings as encoding/json writes them (so that
// marshalling a value that is canonical leaves it as it is). Numbers outside a double,
// invalid UTF-8, repeated keys, and what is too deep or too large are refused.
func Canonical(raw []byte) (json.RawMessage, error) {
	if len(raw) > MaxPropBytes {
		return nil, errPropLarge
	}
	if plainScalar(raw) {
		return json.RawMessage(raw), nil
	}
	if !utf8.Valid(raw) {
		return nil, errPropJSON
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	v, err := readValue(dec, 0)
	if err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errPropJSON
	}
	out, err := json.Marshal(v)
	if err != nil {
		return nil, errPropJSON
	}
	if len(out) > MaxPropBytes {
		return nil, errPropLarge
	}
	return out, nil
}

// plainScalar recognises the values that most properties have and that are canonical as
// they stand: literals, small integers, strings without escapes.
func plainScalar(raw []byte) bool {
	switch {
	case len(raw) == 0:
		return false
	case raw[0] == '"':
		return plainString(raw)
	case raw[0] == 't', raw[0] == 'f', raw[0] == 'n':
		s := string(raw)
		return s == "true" || s == "false" || s == "null"
	case len(raw) == 1:
		return raw[0] >= '0' && raw[0] <= '9'
	case len(raw) <= 15 && raw[0] >= '1' && raw[0] <= '9':
		for _, c := range raw {
			if c < '0' || c > '9' {
				return false
			}
		}
		return true
	default:
		return false
	}
}

func plainString(raw []byte) bool {
	if len(raw) < 2 || raw[len(raw)-1] != '"' {
		return false
	}
	for _, c := range raw[1 : len(raw)-1] {
		if c < 0x20 || c > 0x7e || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return false
		}
	}
	return true
}

// readValue reads one value from the decoder.
func readValue(dec *json.Decoder, depth int) (any, error) {
	if depth > MaxPropDepth {
		return nil, errPropDeep
	}
	t, err := dec.Token()
	if err != nil {
		return nil, errPropJSON
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '{' {
			return readObject(dec, depth)
		}
		return readArray(dec, depth)
	case float64:
		if t == 0 {
			return 0.0, nil // minus zero has the same value
		}
		return t, nil
	default:
		return t, nil
	}
}

func readObject(dec *json.Decoder, depth int) (any, error) {
	out := map[string]any{}
	for dec.More() {
		t, err := dec.Token()
		key, ok := t.(string)
		if err != nil || !ok {
			return nil, errPropJSON
		}
		if _, twice := out[key]; twice {
			return nil, errPropTwice
		}
		if out[key], err = readValue(dec, depth+1); err != nil {
			return nil, err
		}
	}
	if _, err := dec.Token(); err != nil {
		return nil, errPropJSON
	}
	return out, nil
}

func readArray(dec *json.Decoder, depth int) (any, error) {
	out := []any{}
	for dec.More() {
		v, err := readValue(dec, depth+1)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	if _, err := dec.Token(); err != nil {
		return nil, errPropJSON
	}
	return out, nil
}

// isNull reports whether a canonical value is JSON null, which in a set removes.
func isNull(v json.RawMessage) bool { return string(v) == "null" }
