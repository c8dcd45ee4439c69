package sqlite_test

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/sqlite"
)

// How the kill test is told what to do. Kills for the record: -run TestKill -kills 50.
const childVariable = "AIO_STORE_KILL_TEST_FILE"

var kills = flag.Int("kills", 4, "how often TestKill kills the writing process")

// TestKill writes from a process that is killed (SIGKILL) again and again, and checks
// that each write it acknowledged is there, whole, with its event.
func TestKill(t *testing.T) {
	if path := os.Getenv(childVariable); path != "" {
		writeForever(t, path)
		return
	}
	path := filepath.Join(t.TempDir(), "store.db")
	var acknowledged []string
	n := *kills
	if testing.Short() {
		n = 1
	}
	for round := range n {
		acknowledged = append(acknowledged, killWriter(t, path, round)...)
		checkAcknowledged(t, path, acknowledged)
	}
	t.Logf("%d kills, %d acknowledged writes, none lost", n, len(acknowledged))
}

// killWriter runs the writing process, kills it at a random moment after its first
// writes, and gives what it acknowledged.
func killWriter(t *testing.T, path string, round int) []string {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), exe, "-test.run=^TestKill$")
	cmd.Env = append(os.Environ(), childVariable+"="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var lines []string
	in := bufio.NewReader(out)
	for {
		line, err := in.ReadString('\n')
		if err != nil { // a line that the kill cut short was not acknowledged to anybody
			if !errors.Is(err, io.EOF) {
				t.Fatal(err)
			}
			break
		}
		lines = append(lines, fmt.Sprint(round, ".", strings.TrimSpace(line)))
		if len(lines) == 20 {
			delay := time.Duration(rand.IntN(40)) * time.Millisecond
			time.AfterFunc(delay, func() { _ = cmd.Process.Kill() }) // it is waited for below
		}
	}
	if err := cmd.Wait(); err == nil || len(lines) < 20 {
		t.Fatalf("the writer ended by itself after %d writes: %v", len(lines), err)
	}
	return lines
}

// writeForever is the process to be killed: it prints each write once it is acknowledged.
func writeForever(t *testing.T, path string) {
	s, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	round := os.Getpid()
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for i := 0; ; i++ {
				id := fmt.Sprintf("%d.%d.%d", round, worker, i)
				if err := writeBoth(t, s, id, worker%2 == 0); err != nil {
					t.Error(err)
					return
				}
				fmt.Println(id)
			}
		})
	}
	wg.Wait()
}

// writeBoth writes an item with an event, or two in a transaction.
func writeBoth(t *testing.T, s store.Store, id string, single bool) error {
	item := func(sk string) store.Item {
		return store.Item{
			Key: someKey(sk), Data: []byte(strings.Repeat(sk, 20)), Index: map[string][2]string{"one": {"all", sk}},
			Emit: []bus.Event{{ID: sk, Type: "test.a"}},
		}
	}
	if single {
		_, err := s.Write(t.Context(), store.Write{Item: item(id), If: store.Absent()})
		return err
	}
	return s.Transact(t.Context(), id, store.Write{Item: item(id)}, store.Write{Item: item(id + "+")})
}

// checkAcknowledged opens the file as the next process would and looks for the writes.
func checkAcknowledged(t *testing.T, path string, acknowledged []string) {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := s.Check(t.Context()); err != nil {
		t.Fatalf("the file is damaged: %v", err)
	}
	items := map[string]bool{}
	for it, err := range everything(t, s) {
		if err != nil {
			t.Fatal(err)
		}
		if string(it.Data) != strings.Repeat(it.Key.SK, 20) {
			t.Fatalf("item %s is damaged", it.Key.SK)
		}
		items[it.Key.SK] = true
	}
	events, err := s.Outbox(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	for _, e := range events {
		told[e.ID] = true
	}
	for _, line := range acknowledged {
		_, id, _ := strings.Cut(line, ".")
		if !items[id] || !told[id] {
			t.Fatalf("acknowledged write %s: item %t, event %t", id, items[id], told[id])
		}
	}
	for id := range items {
		if !told[id] || items[id+"+"] && !items[id] || strings.HasSuffix(id, "+") && !items[strings.TrimSuffix(id, "+")] {
			t.Fatalf("write %s was made in part", id)
		}
	}
	if len(told) != len(items) {
		t.Fatalf("%d items and %d events", len(items), len(told))
	}
}

// everything reads all items through the index, which is thereby checked as well.
func everything(t *testing.T, s store.Store) func(func(store.Item, error) bool) {
	return func(yield func(store.Item, error) bool) {
		q := store.Query{Table: store.Work, PK: "all", Index: "one"}
		for {
			page, cursor, err := s.Query(t.Context(), q)
			if err != nil {
				yield(store.Item{}, err)
				return
			}
			for _, it := range page {
				if !yield(it, nil) {
					return
				}
			}
			if q.Cursor = cursor; cursor == "" {
				return
			}
		}
	}
}
