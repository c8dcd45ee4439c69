package document

import "slices"

// maxEarly bounds the commits kept until those before them arrive; what is dropped is
// fetched again with the gap.
const maxEarly = 1000

// Replica is a client's copy of a document. It shows the person's own commits at once,
// before the server has answered, and converges to the log whatever way commits arrive:
// late, twice, or in another order. As in Bayou (Terry et al., SOSP 1995) the pending
// commits are taken off, the log's commits applied, and the pending ones planned again
// on top. It is not safe for concurrent use.
type Replica struct {
	schema    Schema
	confirmed State            // after the log's commits received without a gap
	local     State            // with the pending commits on top
	early     map[int64]Commit // after a gap
	latest    int64            // the highest sequence number heard of
	pending   []pending
}

type pending struct {
	id   string
	plan func(State) ([]Edit, error)
}

// NewReplica starts from a state that the server gave. The schema may be nil.
func NewReplica(s State, schema Schema) *Replica {
	return &Replica{schema: schema, confirmed: s, local: s, latest: s.Seq, early: map[int64]Commit{}}
}

// State is what the person sees; its Seq is that of Confirmed.
func (r *Replica) State() State { return r.local }

// Confirmed is the state of the log as far as it was received without a gap; its Seq is
// the basis of the next request and what to fetch the log after.
func (r *Replica) Confirmed() State { return r.confirmed }

// Behind reports whether commits are missing: fetch the log after Confirmed().Seq.
func (r *Replica) Behind() bool { return r.latest > r.confirmed.Seq }

// Pending gives the commit ids without an answer, in the order they were proposed.
func (r *Replica) Pending() []string {
	ids := make([]string, len(r.pending))
	for i, p := range r.pending {
		ids[i] = p.id
	}
	return ids
}

// Propose shows a commit that is sent to the server with this id. If it does not apply
// here, nothing is kept and the error is Apply's or the plan's.
func (r *Replica) Propose(id string, plan func(State) ([]Edit, error)) error {
	next, err := r.try(r.local, plan)
	if err != nil {
		return err
	}
	r.local = next
	r.pending = append(r.pending, pending{id: id, plan: plan})
	return nil
}

func (r *Replica) try(s State, plan func(State) ([]Edit, error)) (State, error) {
	edits, err := plan(s)
	if err != nil {
		return s, err
	}
	next, _, err := Apply(s, r.schema, edits)
	return next, err
}

// Reject takes off a pending commit that the server refused.
func (r *Replica) Reject(id string) {
	r.settle(id)
	r.rebase()
}

// Heard notes that the log reaches a sequence number, without its commits.
func (r *Replica) Heard(seq int64) { r.latest = max(r.latest, seq) }

// Receive takes commits of the log, from a push, an answer or a catch-up, in any order
// and any number of times. On an error the log does not fit: start again with Reset.
func (r *Replica) Receive(commits ...Commit) error {
	for _, c := range commits {
		r.Heard(c.Seq)
		if c.Seq <= r.confirmed.Seq {
			r.settle(c.ID) // a state given to Reset may have held it
		} else if len(r.early) < maxEarly || c.Seq == r.confirmed.Seq+1 {
			r.early[c.Seq] = c
		}
		if err := r.drain(); err != nil {
			return err
		}
	}
	r.rebase()
	return nil
}

// drain applies what follows without a gap.
func (r *Replica) drain() error {
	for {
		c, ok := r.early[r.confirmed.Seq+1]
		if !ok {
			return nil
		}
		next, err := Replay(r.confirmed, c)
		if err != nil {
			return err
		}
		r.confirmed = next
		delete(r.early, c.Seq)
		r.settle(c.ID)
	}
}

// Reset takes a newer state from the server, when too much is missing. Pending commits
// stay: ask for them again with their ids and their first basis.
func (r *Replica) Reset(s State) error {
	if s.Seq < r.confirmed.Seq {
		return fail(CodeInvalid, "seq", "older than what is here")
	}
	r.confirmed = s
	r.Heard(s.Seq)
	for seq, c := range r.early {
		if seq <= s.Seq {
			delete(r.early, seq)
			r.settle(c.ID)
		}
	}
	if err := r.drain(); err != nil {
		return err
	}
	r.rebase()
	return nil
}

func (r *Replica) settle(id string) {
	r.pending = slices.DeleteFunc(r.pending, func(p pending) bool { return p.id == id })
}

// rebase plans the pending commits on the confirmed state. One that does not apply now
// is not shown, and waits for the server's answer.
func (r *Replica) rebase() {
	r.local = r.confirmed
	for _, p := range r.pending {
		if next, err := r.try(r.local, p.plan); err == nil {
			r.local = next
		}
	}
}
