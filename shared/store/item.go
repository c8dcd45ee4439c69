package store

import (
	"bytes"
	"maps"
	"slices"
	"time"
)

// Live reports whether the item exists at the given time: it does until its expiry.
func (i Item) Live(now time.Time) bool { return i.Expires.IsZero() || now.Before(i.Expires) }

// Clone gives a deep copy, so that neither side sees the other's changes.
func (i Item) Clone() Item {
	i.Index, i.Count, i.Data = maps.Clone(i.Index), maps.Clone(i.Count), bytes.Clone(i.Data)
	i.Emit = slices.Clone(i.Emit)
	for n := range i.Emit {
		i.Emit[n].Data = bytes.Clone(i.Emit[n].Data)
	}
	return i
}

// Check tells whether the write's condition holds for the current item (nil if absent);
// if not, it gives the *Conflict to return. The index is the write's position in its
// transaction, 0 outside of one.
func (w Write) Check(index int, current *Item) error {
	switch {
	case w.If == nil,
		*w.If == absent && current == nil,
		*w.If == present && current != nil,
		*w.If > absent && current != nil && current.Rev == *w.If:
		return nil
	}
	c := &Conflict{Key: w.Item.Key, Index: index}
	if current != nil {
		now := current.Clone()
		c.Current = &now
	}
	return c
}

// Apply gives the item that a write in normal form leaves behind when it is put over the
// current one (nil if absent), at its new revision. It holds no events.
func (w Write) Apply(current *Item, rev int64) Item {
	next := w.Item.Clone()
	next.Rev, next.Count, next.Emit = rev, nil, nil
	if current != nil {
		next.Count = maps.Clone(current.Count)
	}
	if len(w.Add) > 0 && next.Count == nil {
		next.Count = make(map[string]int64, len(w.Add))
	}
	for name, n := range w.Add {
		next.Count[name] += n
	}
	return next
}

// NextRev gives the revision after the highest one ever given: the time in microseconds,
// or one more than the highest where the clock has not passed it. With a highest that is
// kept for ever, no revision is given twice, whatever the clock does.
func NextRev(highest int64, now time.Time) int64 { return max(highest+1, now.UnixMicro()) }

// normalize gives the deep copy that ValidateWrite promises.
func normalize(w Write) Write {
	out := Write{Item: w.Item.Clone(), Delete: w.Delete, If: w.If, Add: maps.Clone(w.Add)}
	if w.If != nil {
		out.If = AtRev(*w.If)
	}
	if w.Delete {
		out.Item = Item{Key: w.Item.Key}
		return out
	}
	it := &out.Item
	it.Rev, it.Count = 0, nil
	if len(it.Index) == 0 {
		it.Index = nil
	}
	if len(it.Data) == 0 {
		it.Data = nil
	}
	if !it.Expires.IsZero() {
		it.Expires = time.UnixMilli(it.Expires.UnixMilli()).UTC()
	}
	for n := range it.Emit {
		it.Emit[n].Time = it.Emit[n].Time.UTC().Round(0)
	}
	return out
}
