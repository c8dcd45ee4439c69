package operation

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// MaxJSONDepth bounds nesting: no request of ours is deeper, and decoders recurse.
const MaxJSONDepth = 64

// CheckJSON refuses what encoding/json would let pass: bytes that are not UTF-8, an
// object with the same key twice (parsers disagree on which counts; RFC 8259 section 4),
// nesting above MaxJSONDepth, and anything after the value.
func CheckJSON(data []byte) error {
	if !utf8.Valid(data) {
		return errors.New("not valid UTF-8")
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	if err := checkValue(dec, 0); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one JSON value")
	}
	return nil
}

func checkValue(dec *json.Decoder, depth int) error {
	if depth > MaxJSONDepth {
		return fmt.Errorf("nested deeper than %d", MaxJSONDepth)
	}
	t, err := dec.Token()
	if err != nil {
		return errors.New("not valid JSON")
	}
	switch t {
	case json.Delim('{'):
		return checkObject(dec, depth)
	case json.Delim('['):
		for dec.More() {
			if err := checkValue(dec, depth+1); err != nil {
				return err
			}
		}
		return closing(dec)
	}
	return nil
}

func checkObject(dec *json.Decoder, depth int) error {
	seen := map[string]bool{}
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return errors.New("not valid JSON")
		}
		key, ok := t.(string)
		if !ok {
			return errors.New("not valid JSON")
		}
		if seen[key] {
			return errors.New("not unambiguous: an object has the same key twice")
		}
		seen[key] = true
		if err := checkValue(dec, depth+1); err != nil {
			return err
		}
	}
	return closing(dec)
}

func closing(dec *json.Decoder) error {
	if _, err := dec.Token(); err != nil {
		return errors.New("not valid JSON")
	}
	return nil
}
