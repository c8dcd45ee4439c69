package gcra

import (
	"container/heap"
	"time"
)

// cell is what is remembered of a subject.
type cell struct {
	subject string
	tat     time.Time
	at      int // its place in the queue
}

// queue is a heap of cells by TAT.
type queue []*cell

var _ heap.Interface = (*queue)(nil)

// Len implements heap.Interface.
func (q queue) Len() int { return len(q) }

// Less implements heap.Interface.
func (q queue) Less(i, j int) bool { return q[i].tat.Before(q[j].tat) }

// Swap implements heap.Interface.
func (q queue) Swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].at, q[j].at = i, j
}

// Push implements heap.Interface.
func (q *queue) Push(x any) {
	c, ok := x.(*cell)
	if !ok {
		return // heap.Push is called with cells only
	}
	c.at = len(*q)
	*q = append(*q, c)
}

// Pop implements heap.Interface.
func (q *queue) Pop() any {
	old := *q
	last := len(old) - 1
	c := old[last]
	old[last] = nil // or the array would keep it alive
	*q = old[:last]
	return c
}
