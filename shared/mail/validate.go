package mail

import (
	"fmt"
	"net/mail"
	"strings"
	"unicode/utf8"
)

// Limits of a message.
const (
	MaxID      = 128 // bytes
	MaxAddress = 254 // bytes; RFC 5321 section 4.5.3.1.3 leaves this to a mailbox in a path
	MaxSubject = 200 // bytes, so that the header line stays below the 998 of RFC 5322 also encoded
)

// Validate refuses, with ErrInvalid, what cannot be sent. Adapters call it first. The
// error names the field and never holds its value.
func (m Message) Validate() error {
	switch {
	case m.ID == "" || len(m.ID) > MaxID || !line(m.ID):
		return fmt.Errorf("%w: id", ErrInvalid)
	case !mailbox(m.To):
		return fmt.Errorf("%w: recipient", ErrInvalid)
	case strings.TrimSpace(m.Subject) == "" || len(m.Subject) > MaxSubject || !line(m.Subject):
		return fmt.Errorf("%w: subject", ErrInvalid)
	case strings.TrimSpace(m.Text) == "" || len(m.Text) > MaxBody || !utf8.ValidString(m.Text) || strings.ContainsRune(m.Text, 0):
		return fmt.Errorf("%w: text", ErrInvalid)
	}
	return nil
}

// mailbox says whether s is one bare address, without name, comment or list.
func mailbox(s string) bool {
	if len(s) > MaxAddress || !line(s) {
		return false
	}
	a, err := mail.ParseAddress(s)
	return err == nil && a.Name == "" && a.Address == s
}

// line says whether s is UTF-8 that stays on one header line.
func line(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}
