package client

// maxHeld bounds the pushes of a document kept while an earlier one is missing; what is
// beyond is read from the log.
const maxHeld = 256

// sequence puts one document's commits in order. Pushes come out of order, twice, or
// never; the log comes in order. What goes on is exactly last+1, last+2, …
type sequence struct {
	last int64 // handed on
	head int64 // known to exist
	held map[int64]Push
}

// push takes a commit as it came. One without data (it was too large to push) says only
// that it exists.
func (s *sequence) push(p Push, emit func(Push) bool) {
	s.head = max(s.head, p.Seq)
	if p.Seq <= s.last || len(p.Data) == 0 || len(s.held) >= maxHeld && p.Seq != s.last+1 {
		return
	}
	s.hold(p)
	s.advance(emit)
}

// fill takes a piece of the log, whose newest sequence number is head.
func (s *sequence) fill(items []Push, head int64, emit func(Push) bool) {
	s.head = max(s.head, head)
	for _, p := range items {
		if s.head = max(s.head, p.Seq); p.Seq > s.last {
			s.hold(p)
		}
	}
	s.advance(emit)
	for seq := range s.held { // a long log and no room: it is read again
		if len(s.held) <= maxHeld {
			break
		}
		delete(s.held, seq)
	}
}

func (s *sequence) hold(p Push) {
	if s.held == nil {
		s.held = map[int64]Push{}
	}
	s.held[p.Seq] = p
}

// advance hands on what is next, as long as it is there and emit takes it.
func (s *sequence) advance(emit func(Push) bool) {
	for {
		p, ok := s.held[s.last+1]
		if !ok || !emit(p) {
			return
		}
		delete(s.held, p.Seq)
		s.last = p.Seq
	}
}

// behind reports whether something is known to exist that was not handed on.
func (s *sequence) behind() bool { return s.last < s.head }
