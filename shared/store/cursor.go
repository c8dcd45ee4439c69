package store

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"strings"
)

// Sizes of cursors.
const (
	cursorTag = 16 // bytes of the signature: HMAC-SHA-256 cut to 128 bits, as RFC 2104 section 5 allows
	maxCursor = 40 << 10
	// maxCursor is in bytes: three keys of a position, at worst six bytes a byte in JSON, in base64.
)

// Position is where a page ended: the last item it held. SK is the sort key in the order
// the query reads; in an index, where several items may share it, the item's own key
// breaks the tie.
type Position struct {
	SK     string `json:"s"`
	ItemPK string `json:"p,omitempty"`
	ItemSK string `json:"k,omitempty"`
}

// Cursors makes and reads the cursors of queries. A cursor is a position with a
// signature (HMAC, RFC 2104) over it and the query it belongs to, so a client can
// neither move it out of the range it was given nor use it in another query.
type Cursors struct{ key []byte }

// NewCursors signs with the key, which is secret and at least 16 bytes.
func NewCursors(key []byte) Cursors { return Cursors{key: append([]byte(nil), key...)} }

// Sign makes the cursor of the page after the position.
func (c Cursors) Sign(q Query, at Position) (string, error) {
	body, err := json.Marshal(at)
	if err != nil {
		return "", &Error{Code: CodeInvalid, Op: OpQuery, Err: err}
	}
	return cursorText().EncodeToString(append(c.sum(q, body), body...)), nil
}

// Open reads the query's cursor. A cursor that is damaged, made with another key or for
// another query is refused with CodeInvalid. An empty cursor has no position: nil.
func (c Cursors) Open(q Query) (*Position, error) {
	if q.Cursor == "" {
		return nil, nil
	}
	refused := &Error{Code: CodeInvalid, Op: OpQuery, Key: Key{Table: q.Table, PK: q.PK}, Err: errors.New("not a cursor of this query")}
	if len(q.Cursor) > maxCursor || strings.ContainsAny(q.Cursor, "\r\n") { // base64 skips line ends
		return nil, refused
	}
	raw, err := cursorText().DecodeString(q.Cursor)
	if err != nil || len(raw) < cursorTag {
		return nil, refused
	}
	tag, body := raw[:cursorTag], raw[cursorTag:]
	if !hmac.Equal(tag, c.sum(q, body)) {
		return nil, refused
	}
	var at Position
	if json.Unmarshal(body, &at) != nil {
		return nil, refused
	}
	return &at, nil
}

// sum signs the body together with the fields that make a query what it is. Each part is
// preceded by its length, so no two queries sign the same bytes.
func (c Cursors) sum(q Query, body []byte) []byte {
	direction := "forward"
	if q.Reverse {
		direction = "reverse"
	}
	mac := hmac.New(sha256.New, c.key)
	for _, part := range []string{"cursor.1", q.Table, q.PK, q.From, q.To, q.Index, direction, string(body)} {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(part)))
		mac.Write(n[:])
		mac.Write([]byte(part))
	}
	return mac.Sum(nil)[:cursorTag]
}

// cursorText is base64 without padding that refuses stray trailing bits: one text a cursor.
func cursorText() *base64.Encoding { return base64.RawURLEncoding.Strict() }
