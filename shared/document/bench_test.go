package document

import (
	"context"
	"fmt"
	"testing"
)

func crowd(b *testing.B, n int) ([]Edit, State) {
	b.Helper()
	var edits []Edit
	order := ""
	for i := range n {
		next, err := OrderBetween(order, "")
		if err != nil {
			b.Fatal(err)
		}
		order = next
		edits = append(edits, Edit{
			Op: Create, ID: fmt.Sprint("o", i), Type: "shape", Parent: RootID, Order: order,
			Props: props(b, "x", i, "y", 1.5*float64(i), "width", 100, "height", 40, "fill", "#102040", "text", "Launch Day"),
		})
	}
	return edits, small(b)
}

func BenchmarkApply500(b *testing.B) {
	edits, s := crowd(b, MaxEdits)
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Apply(s, boxes{}, edits); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkApplyOneOf5000 sets one property of a full document.
func BenchmarkApplyOneOf5000(b *testing.B) {
	s := full(b)
	edit := []Edit{{Op: Set, ID: "o7", Props: props(b, "x", 5)}}
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Apply(s, boxes{}, edit); err != nil {
			b.Fatal(err)
		}
	}
}

func full(b *testing.B) State {
	b.Helper()
	edits, s := crowd(b, MaxObjects-small(b).Len())
	for len(edits) > 0 {
		n := min(MaxEdits, len(edits))
		next, _, err := Apply(s, boxes{}, edits[:n])
		if err != nil {
			b.Fatal(err)
		}
		s, edits = next, edits[n:]
	}
	return s
}

func BenchmarkStateJSON5000(b *testing.B) {
	s := full(b)
	raw, err := s.MarshalJSON()
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(raw)))
	b.Run("encode", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.MarshalJSON(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("decode", func(b *testing.B) {
		for b.Loop() {
			var back State
			if err := back.UnmarshalJSON(raw); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func benchmarkCommit(b *testing.B, change ...func(*Config)) {
	w := newWorld(b, nil, change...)
	w.create(b)
	seq := int64(1)
	b.ReportAllocs()
	for b.Loop() {
		res, err := w.Commit(context.Background(), Request{
			Doc: testDoc, CommitID: fmt.Sprint("c", seq), By: "usr_a", Basis: seq,
			Plan: fixed(Edit{Op: Set, ID: RootID, Props: Props{"x": []byte(fmt.Sprint(seq))}}),
		})
		if err != nil {
			b.Fatal(err)
		}
		if seq = res.Commit.Seq; seq%SnapshotStep == 0 {
			if _, err := w.Snapshot(context.Background(), testDoc); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkCommit(b *testing.B) { benchmarkCommit(b) }

// BenchmarkCommitCold has no cache: each commit starts from the last snapshot.
func BenchmarkCommitCold(b *testing.B) {
	benchmarkCommit(b, func(c *Config) { c.CacheDocuments = -1 })
}

// BenchmarkUndo undoes and redoes at the end of a log of some thousand commits.
func BenchmarkUndo(b *testing.B) {
	w := newWorld(b, nil)
	w.create(b)
	w.fill(b, 2000)
	r := Request{Doc: testDoc, By: "usr_a", Op: "test.undo", Basis: 2000}
	for n := 0; b.Loop(); n++ {
		r.CommitID = fmt.Sprint("u", n)
		do := w.Undo
		if n%2 == 1 {
			do = w.Redo
		}
		res, err := do(context.Background(), r)
		if err != nil {
			b.Fatal(err)
		}
		r.Basis = res.Commit.Seq
	}
}
