package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
	"pgregory.net/rapid"

	docops "github.com/aio-creative-hub/aio/shared/document/ops"
	liveops "github.com/aio-creative-hub/aio/shared/live/ops"
)

// reader collects the commits that a Conn delivers.
type reader struct {
	mu   sync.Mutex
	seqs map[string][]int64
	gone []string
	bad  error
}

// read collects until the test ends; after each push it pauses.
func read(t *testing.T, k *Conn, pause time.Duration) *reader {
	r := &reader{seqs: map[string][]int64{}}
	done := make(chan struct{})
	t.Cleanup(func() { _ = k.Close(); <-done })
	go func() {
		defer close(done)
		for p := range k.Pushes() {
			r.take(p)
			time.Sleep(pause)
		}
	}()
	return r
}

func (r *reader) take(p Push) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch p.Type {
	case TypeGone:
		r.gone = append(r.gone, p.Topic)
	case TypeCommit:
		var c docops.Commit
		if err := json.Unmarshal(p.Data, &c); err != nil || c.Seq != p.Seq {
			r.bad = fmt.Errorf("push %d of %s has commit %d: %w", p.Seq, p.Topic, c.Seq, err)
		}
		r.seqs[p.Topic] = append(r.seqs[p.Topic], p.Seq)
	}
}

// check says what is wrong with what was seen of a document: it should be after+1 … head.
func (r *reader) check(doc string, after, head int64) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	want := make([]int64, 0, head)
	for seq := after + 1; seq <= head; seq++ {
		want = append(want, seq)
	}
	if got := r.seqs[doc]; !slices.Equal(got, want) {
		return fmt.Errorf("%s: saw %v, want %d to %d", doc, got, after+1, head)
	}
	return r.bad
}

func (f *fake) head(doc string) int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return int64(len(f.log[doc]))
}

// step is one thing that happens while a client follows two documents.
type step struct {
	Doc    string
	Bytes  int   // of a commit
	Copies []int // when each copy of its push arrives, in milliseconds after it
	Cut    bool  // the connection breaks
	Closed int   // the server takes no connection for so many seconds
	Mute   int   // so many frames get no answer
	Sour   int   // so many frames get the gateway's complaint
	Pause  int   // milliseconds before the next step
}

func drawStep(t *rapid.T) step {
	s := step{Doc: rapid.SampledFrom([]string{"doc_a", "doc_b"}).Draw(t, "doc"), Pause: rapid.IntRange(0, 300).Draw(t, "pause")}
	switch rapid.IntRange(0, 11).Draw(t, "what") {
	case 0:
		s.Cut = true
	case 1:
		s.Cut, s.Closed = true, rapid.IntRange(1, 90).Draw(t, "closed")
	case 2:
		s.Mute = rapid.IntRange(1, 3).Draw(t, "mute")
	case 3:
		s.Sour = rapid.IntRange(1, 4).Draw(t, "sour")
	case 4:
		s.Bytes = rapid.SampledFrom([]int{40 << 10, 90 << 10, 120 << 10, 200 << 10}).Draw(t, "bytes")
	}
	s.Copies = rapid.SliceOfN(rapid.IntRange(0, 400), 0, 3).Draw(t, "copies")
	return s
}

// play makes the server misbehave as the steps say.
func (f *fake) play(steps []step) {
	var late sync.WaitGroup
	defer late.Wait()
	mute, sour := 0, 0
	f.mu.Lock()
	f.onFrame = func(ws *websocket.Conn, _ frameIn) bool {
		f.mu.Lock()
		defer f.mu.Unlock()
		switch {
		case mute > 0:
			mute--
			return true
		case sour > 0:
			sour--
			go f.complain(ws)
			return true
		}
		return false
	}
	f.mu.Unlock()
	for _, s := range steps {
		f.mu.Lock()
		mute, sour = mute+s.Mute, sour+s.Sour
		if s.Closed > 0 {
			f.closedTo = time.Now().Add(time.Duration(s.Closed) * time.Second)
		}
		f.mu.Unlock()
		if s.Cut {
			f.cut()
		}
		p := f.commit(s.Doc, s.Bytes)
		for _, ms := range s.Copies {
			late.Go(func() {
				time.Sleep(time.Duration(ms) * time.Millisecond)
				f.push(p)
			})
		}
		time.Sleep(time.Duration(s.Pause) * time.Millisecond)
	}
}

// Whatever is lost, doubled, late, too large or cut: the reader sees exactly 1 to n.
func TestCommitsArriveInOrderOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		steps := rapid.SliceOfN(rapid.Custom(drawStep), 1, 30).Draw(rt, "steps")
		before := rapid.IntRange(0, 20).Draw(rt, "before")
		after := rapid.IntRange(0, before).Draw(rt, "after")
		seed := rapid.Uint64().Draw(rt, "seed")
		slow := rapid.SampledFrom([]time.Duration{0, 0, 50 * time.Millisecond}).Draw(rt, "slow")
		var failed error
		synctest.Test(t, func(t *testing.T) {
			f := newFake(t)
			for range before {
				f.commit("doc_a", 0)
			}
			k := dial(t, f.client(Options{Rand: rand.New(rand.NewPCG(seed, 1)).Float64}))
			r := read(t, k, slow)
			go f.play(steps)
			failed = errors.Join(k.Follow(t.Context(), "doc_a", int64(after)), k.Follow(t.Context(), "doc_b", 0))
			time.Sleep(10 * time.Minute)
			failed = errors.Join(failed, r.check("doc_a", int64(after), f.head("doc_a")), r.check("doc_b", 0, f.head("doc_b")))
		})
		if failed != nil {
			rt.Fatal(failed)
		}
	})
}

// A reader that stops for long costs bounded memory and no commits.
func TestSlowReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		k := dial(t, f.client(Options{}))
		if err := k.Follow(t.Context(), "doc_a", 0); err != nil {
			t.Fatal(err)
		}
		const n = 3 * maxQueued
		for range n {
			f.push(f.commit("doc_a", 10))
		}
		time.Sleep(time.Minute)
		asked := f.count("document.log")
		time.Sleep(time.Hour)
		k.mu.Lock()
		held := len(k.docs["doc_a"].seq.held)
		k.mu.Unlock()
		if held > maxHeld || f.count("document.log") != asked {
			t.Errorf("%d held, log read %d times for nobody", held, f.count("document.log")-asked)
		}
		r := read(t, k, 0)
		time.Sleep(time.Minute)
		if err := r.check("doc_a", 0, n); err != nil {
			t.Error(err)
		}
	})
}

func TestFollowRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		f.gone["doc_x"] = true
		k := dial(t, f.client(Options{}))
		if err := k.Follow(t.Context(), "doc_x", 0); !HasStatus(err, 404) {
			t.Errorf("got %v", err)
		}
		if err := k.Follow(t.Context(), "doc_a", 0); err != nil {
			t.Error(err)
		}
		if err := k.Follow(t.Context(), "doc_a", 0); !errors.Is(err, ErrFollowed) {
			t.Errorf("got %v", err)
		}
		if err := k.Unfollow(t.Context(), "doc_a"); err != nil {
			t.Error(err)
		}
		if err := k.Unfollow(t.Context(), "doc_a"); err != nil || f.count("unsubscribe") != 1 {
			t.Errorf("got %v after %d frames", err, f.count("unsubscribe"))
		}
		f.push(f.commit("doc_a", 0))
		synctest.Wait()
		if len(k.out.queue) != 0 {
			t.Error("a commit after Unfollow")
		}
	})
}

func TestLargeCommitThatWasMissedIsReadByREST(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		f.fitting = true
		f.commit("doc_a", 0)
		f.commit("doc_a", 200<<10)
		f.commit("doc_a", 0)
		k := dial(t, f.client(Options{}))
		r := read(t, k, 0)
		if err := k.Follow(t.Context(), "doc_a", 0); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if err := r.check("doc_a", 0, 3); err != nil {
			t.Error(err)
		}
	})
}

func TestDeletedDocumentIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		k := dial(t, f.client(Options{}))
		r := read(t, k, 0)
		if err := k.Follow(t.Context(), "doc_a", 0); err != nil {
			t.Fatal(err)
		}
		f.mu.Lock()
		f.gone["doc_a"] = true
		f.mu.Unlock()
		time.Sleep(2 * syncAfter)
		synctest.Wait()
		if !slices.Equal(r.gone, []string{"doc_a"}) {
			t.Errorf("gone: %v", r.gone)
		}
		asked := func() int { return f.count("document.log") + f.count("subscribe") } // heartbeats go on
		n := asked()
		time.Sleep(heartbeat - syncAfter)
		if more := asked() - n; more != 0 {
			t.Errorf("still asks: %d frames", more)
		}
	})
}

func TestOvertakenPushNeedsNoLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		k := dial(t, f.client(Options{}))
		r := read(t, k, 0)
		if err := k.Follow(t.Context(), "doc_a", 0); err != nil {
			t.Fatal(err)
		}
		one, two := f.commit("doc_a", 0), f.commit("doc_a", 0)
		f.push(two)
		time.Sleep(gapPatience / 2)
		f.push(one)
		time.Sleep(time.Second)
		if err := r.check("doc_a", 0, 2); err != nil {
			t.Error(err)
		}
		if n := f.count("document.log"); n != 0 {
			t.Errorf("the log was read %d times", n)
		}
	})
}

// TestClosed: of a document that the server closed, the client says so, unless it may be
// followed again.
func TestClosed(t *testing.T) {
	for name, gone := range map[string][]string{"revoked": {"doc_a"}, "given back": nil} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake(t)
				f.commit("doc_a", 0)
				k := dial(t, f.client(Options{}))
				r := read(t, k, 0)
				if err := errors.Join(k.Follow(t.Context(), "doc_a", 0), k.Follow(t.Context(), "doc_b", 0)); err != nil {
					t.Fatal(err)
				}
				f.mu.Lock()
				f.gone["doc_a"] = gone != nil
				f.mu.Unlock()
				for _, topic := range []string{"doc_a", "doc_a", "doc_unknown"} {
					f.push(Push{ID: "evt_" + topic, Type: liveops.TypeClosed, Topic: topic, Data: []byte(`{"reason":"revoked"}`)})
				}
				time.Sleep(time.Second)
				f.push(f.commit("doc_b", 0))
				if gone == nil {
					f.push(f.commit("doc_a", 0))
				}
				time.Sleep(time.Second)
				r.mu.Lock()
				got := slices.Clone(r.gone)
				r.mu.Unlock()
				if !slices.Equal(got, gone) {
					t.Errorf("gone: %v", got)
				}
				if err := errors.Join(r.check("doc_a", 0, f.head("doc_a")), r.check("doc_b", 0, f.head("doc_b"))); err != nil {
					t.Error(err)
				}
			})
		})
	}
}
