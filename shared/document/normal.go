package document

import (
	"encoding/json"
	"errors"
	"fmt"
)

// More limits of a document.
const (
	MaxName        = 64       // bytes of an object's id, a type, a property's name
	MaxProps       = 128      // properties of one object
	MaxOrder       = 1024     // bytes of an order key; see Respace
	MaxCommitBytes = 4 << 20  // edits of one request: below the 6 MB that a function takes
	MaxStateBytes  = 16 << 20 // a whole document: what is larger belongs into artifacts
)

// normal checks what can be checked without a state and gives the edits in canonical
// form, as they are stored. The arguments are not changed.
func normal(edits []Edit) ([]Edit, error) {
	if len(edits) > MaxEdits {
		return nil, fail(CodeTooLarge, "edits", "at most %d edits in one commit", MaxEdits)
	}
	out := make([]Edit, len(edits))
	size := 0
	for i, e := range edits {
		n, err := normalEdit(e, i)
		if err != nil {
			return nil, err
		}
		out[i] = n
		if size += editBytes(n); size > MaxCommitBytes {
			return nil, fail(CodeTooLarge, "edits", "at most %d bytes in one commit", MaxCommitBytes)
		}
	}
	return out, nil
}

func editBytes(e Edit) int {
	return 32 + len(e.ID) + len(e.Type) + len(e.Parent) + len(e.Order) + propBytes(e.Props)
}

func normalEdit(e Edit, i int) (Edit, error) {
	if !validName(e.ID) {
		return e, fail(CodeInvalidEdit, editField(i, "id"), "an id has 1 to %d letters, digits, or one of _ - . :", MaxName)
	}
	if err := checkShape(e, i); err != nil {
		return e, err
	}
	props, err := normalProps(e.Props, e.Op == Create, i)
	e.Props = props
	return e, err
}

// checkShape says whether the edit has the fields of its kind, and no others.
func checkShape(e Edit, i int) error {
	hasType, hasPlace := e.Op == Create, e.Op == Create || e.Op == Move
	switch e.Op {
	case Create, Delete, Move, Set:
	default:
		return fail(CodeInvalidEdit, editField(i, "op"), "must be create, delete, move or set")
	}
	switch {
	case hasType && !validName(e.Type), !hasType && e.Type != "":
		return fail(CodeInvalidEdit, editField(i, "type"), "create needs a type; other edits have none")
	case hasPlace && !validName(e.Parent), !hasPlace && e.Parent != "":
		return fail(CodeInvalidEdit, editField(i, "parent"), "create and move need a parent; other edits have none")
	case hasPlace && !validOrder(e.Order), !hasPlace && e.Order != "":
		return fail(CodeInvalidEdit, editField(i, "order"), "create and move need an order key; other edits have none")
	case e.Op == Set && len(e.Props) == 0, (e.Op == Delete || e.Op == Move) && len(e.Props) > 0:
		return fail(CodeInvalidEdit, editField(i, "props"), "set needs properties; delete and move have none")
	}
	return nil
}

func normalProps(p Props, dropNull bool, i int) (Props, error) {
	if len(p) == 0 {
		return nil, nil
	}
	if len(p) > MaxProps {
		return nil, fail(CodeTooLarge, editField(i, "props"), "at most %d properties", MaxProps)
	}
	out := make(Props, len(p))
	for name, raw := range p {
		if !validName(name) {
			return nil, fail(CodeInvalidEdit, editField(i, "props"), "a property's name has 1 to %d letters, digits, or one of _ - . :", MaxName)
		}
		v, err := Canonical(raw)
		if err != nil {
			return nil, propError(editField(i, "props."+name), err)
		}
		if !dropNull || !isNull(v) {
			out[name] = v
		}
	}
	if len(out) == 0 {
		return nil, nil
	}
	return out, nil
}

func propError(field string, err error) *Error {
	code := CodeInvalidEdit
	if errors.Is(err, errPropLarge) {
		code = CodeTooLarge
	}
	return fail(code, field, "%s", err.Error())
}

// validName is for ids, types and properties: they need no escaping in JSON, in a key
// or in a URL's path.
func validName(s string) bool {
	if s == "" || len(s) > MaxName {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		case c == '_', c == '-', c == '.', c == ':':
		default:
			return false
		}
	}
	return true
}

func editField(i int, name string) string { return fmt.Sprintf("edits[%d].%s", i, name) }

// NewProps makes properties of Go values, each by its JSON form. A nil value is JSON
// null, which in a set removes the property.
func NewProps(values map[string]any) (Props, error) {
	out := make(Props, len(values))
	for name, v := range values {
		raw, err := json.Marshal(v)
		if err != nil {
			return nil, propError(name, errPropJSON)
		}
		if out[name], err = Canonical(raw); err != nil {
			return nil, propError(name, err)
		}
	}
	return out, nil
}
