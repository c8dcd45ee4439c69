package document

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// MaxStateJSON bounds the encoding of a state that is read.
const MaxStateJSON = 64 << 20

// MarshalJSON gives the canonical encoding: equal states are equal bytes. Objects come
// as Walk visits them: the root first, parents before children, siblings in their order.
func (s State) MarshalJSON() ([]byte, error) {
	out := make([]byte, 0, s.Bytes()+64)
	out = append(out, `{"seq":`...)
	out = strconv.AppendInt(out, s.Seq, 10)
	out = append(out, `,"kind":"`...)
	out = append(out, s.Kind...)
	out = append(out, `","objects":[`...)
	first := true
	var names []string
	s.t().walk(RootID, 0, func(_ int, o *Object) bool {
		if !first {
			out = append(out, ',')
		}
		first = false
		out, names = appendObject(out, o, names)
		return true
	})
	return append(out, "]}"...), nil
}

// appendObject encodes an object as encoding/json would: names need no escaping and
// values are canonical already. The names are scratch space.
func appendObject(out []byte, o *Object, names []string) ([]byte, []string) {
	field := func(name, value string) {
		out = append(out, name...)
		out = append(out, value...)
		out = append(out, '"')
	}
	field(`{"id":"`, o.ID)
	field(`,"type":"`, o.Type)
	if o.Parent != "" {
		field(`,"parent":"`, o.Parent)
	}
	if o.Order != "" {
		field(`,"order":"`, o.Order)
	}
	if len(o.Props) == 0 {
		return append(out, '}'), names
	}
	names = names[:0]
	for name := range o.Props {
		names = append(names, name)
	}
	slices.Sort(names)
	sep := `,"props":{"`
	for _, name := range names {
		out = append(out, sep...)
		out = append(out, name...)
		out = append(out, `":`...)
		out = append(out, o.Props[name]...)
		sep = `,"`
	}
	return append(out, "}}"...), names
}

// stateJSON is the form of a state to be read.
type stateJSON struct {
	Seq     int64    `json:"seq"`
	Kind    string   `json:"kind"`
	Objects []Object `json:"objects"`
}

// UnmarshalJSON reads a state: the root first, each parent before its children, values
// in any spelling. What breaks a rule of a state is refused.
func (s *State) UnmarshalJSON(raw []byte) error {
	if len(raw) > MaxStateJSON {
		return fail(CodeTooLarge, "state", "at most %d bytes", MaxStateJSON)
	}
	var in stateJSON
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&in); err != nil {
		return &Error{Code: CodeInvalid, Field: "state", Message: "not the JSON of a state", Err: err}
	}
	next, err := in.build()
	if err != nil {
		return &Error{Code: CodeInvalid, Field: "state", Message: "not a state", Err: err}
	}
	*s = next
	return nil
}

func (in stateJSON) build() (State, error) {
	s := State{Seq: in.Seq, Kind: in.Kind}
	switch {
	case in.Seq < 0 || in.Seq > maxSeq:
		return s, errors.New("sequence number out of range")
	case len(in.Objects) == 0 && in.Kind == "":
		return s, nil
	case !validName(in.Kind) || len(in.Objects) == 0 || in.Objects[0].ID != RootID || in.Objects[0].Type != in.Kind:
		return s, errors.New("needs a kind and a root of that type")
	}
	a := newApplier(s, true)
	for i, o := range in.Objects {
		e := Edit{Op: Create, ID: o.ID, Type: o.Type, Parent: o.Parent, Order: o.Order, Props: o.Props}
		if i > 0 {
			if err := checkShape(e, i); err != nil {
				return s, err
			}
		} else if o.Parent != "" || o.Order != "" {
			return s, errors.New("the root has no place")
		}
		if !validName(o.ID) {
			return s, fmt.Errorf("object %d has a malformed id", i)
		}
		var err error
		if e.Props, err = normalProps(o.Props, true, i); err != nil {
			return s, err
		}
		if err := a.edit(i, e); err != nil {
			return s, err
		}
	}
	return a.draft.done(s), nil
}
