package storetest

import (
	"time"

	"github.com/aio-creative-hub/aio/shared/internal/testclock"
)

// Clock is the clock of a harness, which stands still until the suite moves it.
type Clock = testclock.Clock

// NewClock makes a clock that shows the given time.
func NewClock(now time.Time) *Clock { return testclock.New(now) }
