package sqlite_test

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/sqlite"
)

// small is the size of a common item in bytes: a message, a commit of a few edits.
const small = 300

// BenchmarkWrite makes one durable write after the other.
func BenchmarkWrite(b *testing.B) {
	s := openFile(b, filepath.Join(b.TempDir(), "store.db"), sqlite.Options{})
	data := make([]byte, small)
	for i := 0; b.Loop(); i++ {
		w := store.Write{Item: store.Item{Key: store.Key{Table: store.Work, PK: "DOC#1", SK: fmt.Sprintf("C#%012d", i)}, Data: data}, If: store.Absent()}
		if _, err := s.Write(b.Context(), w); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkWriteParallel makes durable writes from 64 goroutines, a tenth of them with
// an event and an index entry.
func BenchmarkWriteParallel(b *testing.B) {
	s := openFile(b, filepath.Join(b.TempDir(), "store.db"), sqlite.Options{})
	data := make([]byte, small)
	var next atomic.Int64
	b.SetParallelism(64 / runtime.GOMAXPROCS(0))
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			n := next.Add(1)
			k := store.Key{Table: store.Work, PK: "DOC#" + strconv.FormatInt(n%50, 10), SK: fmt.Sprintf("C#%012d", n)}
			w := store.Write{Item: store.Item{Key: k, Data: data}, If: store.Absent()}
			if n%10 == 0 {
				w.Item.Index = map[string][2]string{"owner": {"usr_1", k.SK}}
				w.Item.Emit = []bus.Event{{ID: k.SK, Type: "document.committed", Subject: k.PK}}
			}
			if _, err := s.Write(b.Context(), w); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "writes/s")
}

// BenchmarkGet reads one item by key, from one goroutine.
func BenchmarkGet(b *testing.B) {
	s := filled(b)
	for i := 0; b.Loop(); i++ {
		items, err := s.Get(b.Context(), store.Key{Table: store.Work, PK: "DOC#1", SK: fmt.Sprintf("C#%012d", i%items)})
		if err != nil || len(items) != 1 {
			b.Fatal(len(items), err)
		}
	}
}

// BenchmarkQuery reads pages of 50 items.
func BenchmarkQuery(b *testing.B) {
	s := filled(b)
	for i := 0; b.Loop(); i++ {
		q := store.Query{Table: store.Work, PK: "DOC#1", From: fmt.Sprintf("C#%012d", i%(items-50)), Limit: 50}
		page, _, err := s.Query(b.Context(), q)
		if err != nil || len(page) != 50 {
			b.Fatal(len(page), err)
		}
	}
}

const items = 5000

func filled(b *testing.B) *sqlite.Store {
	s := openFile(b, filepath.Join(b.TempDir(), "store.db"), sqlite.Options{})
	for i := 0; i < items; i += 100 {
		var ws []store.Write
		for n := i; n < i+100; n++ {
			k := store.Key{Table: store.Work, PK: "DOC#1", SK: fmt.Sprintf("C#%012d", n)}
			ws = append(ws, store.Write{Item: store.Item{Key: k, Data: make([]byte, small)}})
		}
		if err := s.Transact(b.Context(), strconv.Itoa(i), ws...); err != nil {
			b.Fatal(err)
		}
	}
	return s
}
