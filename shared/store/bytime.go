package store

import "time"

// sortable has a fixed width, so that its bytes sort as times do.
const sortable = "2006-01-02T15:04:05.000Z"

// ByTime makes the sort key of an index in which items are in the order of their times,
// in milliseconds, and of their ids where those are the same. The year is from 0 to 9999.
func ByTime(t time.Time, id string) string { return t.UTC().Format(sortable) + "#" + id }
