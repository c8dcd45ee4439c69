package blobtest

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/aio-creative-hub/aio/shared/blob"
)

// concurrency: while writers replace, join and delete one object, readers see a whole
// old or new one, with the infos that belong to its bytes.
func concurrency(t *testing.T, h Harness) {
	const key, rounds = "temp/usr_1/x", 15
	put(t, h.Store, "temp/usr_1/joined", pattern(9, 70_000), blob.PutOptions{ContentType: "text/x-9"})
	var wg sync.WaitGroup
	for n := range 3 {
		wg.Go(func() {
			body := pattern(n, 50_000+n*1000)
			for range rounds {
				_, err := h.Store.Put(t.Context(), key, bytes.NewReader(body), int64(len(body)), blob.PutOptions{ContentType: fmt.Sprintf("text/x-%d", n)})
				if err != nil {
					t.Errorf("Put: %v", err)
				}
			}
		})
	}
	wg.Go(func() {
		for range rounds {
			if err := h.Store.Delete(t.Context(), key); err != nil {
				t.Errorf("Delete: %v", err)
			}
			if _, err := h.Store.Join(t.Context(), key, []string{"temp/usr_1/joined"}, blob.PutOptions{ContentType: "text/x-9"}); err != nil {
				t.Errorf("Join: %v", err)
			}
		}
	})
	for range 3 {
		wg.Go(func() {
			for range 3 * rounds {
				readWhole(t, h.Store, key)
			}
		})
	}
	wg.Wait()
}

func readWhole(t *testing.T, s blob.Store, key string) {
	body, info, err := get(t.Context(), s, key, nil)
	if errors.Is(err, blob.ErrNotFound) {
		return
	}
	if err != nil || len(body) < 8 {
		t.Errorf("Get: %d bytes, %v", len(body), err)
		return
	}
	n := int(body[7] - '0')
	if int64(len(body)) != info.Size || !bytes.Equal(body, pattern(n, len(body))) {
		t.Errorf("a mixture of %d bytes, size %d", len(body), info.Size)
	}
	if info.ContentType != fmt.Sprintf("text/x-%d", n) || info.SHA256 != "" && info.SHA256 != sum(body) {
		t.Errorf("bytes of %d with the infos of another: %+v", n, info)
	}
}

// concurrentKeys: objects come and go side by side below common prefixes, and lists made
// meanwhile show every object that stays.
func concurrentKeys(t *testing.T, h Harness) {
	const stays = "temp/usr_1/m/stays"
	put(t, h.Store, stays, []byte("x"), blob.PutOptions{})
	var wg sync.WaitGroup
	for n := range 4 {
		wg.Go(func() {
			for i := range 12 {
				key := fmt.Sprintf("temp/usr_1/m/%d/%d/x", n%2, i)
				if n < 2 {
					if _, err := h.Store.Put(t.Context(), key, bytes.NewReader(nil), 0, blob.PutOptions{}); err != nil {
						t.Errorf("Put %s: %v", key, err)
					}
				} else if err := h.Store.Delete(t.Context(), key); err != nil {
					t.Errorf("Delete %s: %v", key, err)
				}
			}
		})
	}
	wg.Go(func() {
		for range 12 {
			keys, err := listAll(t, h.Store, "temp/usr_1/m/", 3)
			if err != nil || len(keys) == 0 || keys[len(keys)-1] != stays {
				t.Errorf("list: %v, %v", keys, err)
			}
		}
	})
	wg.Wait()
}
