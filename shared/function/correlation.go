package function

import "regexp"

var correlationPattern = regexp.MustCompile(`^[A-Za-z0-9._-]{8,64}$`)

// CorrelationID names a request in logs and answers: as its sender did, if that is 8 to
// 64 letters, digits, ".", "_" or "-", else by a new id with the prefix "req".
func CorrelationID(given string, newID func(prefix string) string) string {
	if correlationPattern.MatchString(given) {
		return given
	}
	return newID("req")
}
