package bus

import "errors"

// Errors of a Bus, wrapped with what they are about.
var (
	ErrNotFound = errors.New("bus: no such dead letter")
	ErrInvalid  = errors.New("bus: invalid call") // a subscription, limit or cursor that breaks a rule of the port
)
