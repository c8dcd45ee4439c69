package store

import (
	"crypto/sha256"
	"encoding/json"
)

// Fingerprint tells whether two transactions are the same: the hash of their writes in
// normal form, in their order, with everything they would store and publish.
func Fingerprint(writes []Write) ([sha256.Size]byte, error) {
	// encoding/json writes maps in the order of their keys, so equal writes encode equally.
	b, err := json.Marshal(writes)
	if err != nil {
		return [sha256.Size]byte{}, &Error{Code: CodeInvalid, Op: OpTransact, Err: err}
	}
	return sha256.Sum256(b), nil
}
