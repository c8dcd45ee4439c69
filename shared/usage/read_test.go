package usage_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/internal/optest"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/usage/ops"
)

func TestReading(t *testing.T) {
	w := newWorld()
	fns := optest.Bind(t, []*operation.Bound{ops.Get.Bind(w.usage.Get), ops.ListEntries.Bind(w.usage.ListEntries)})
	uses := []function.Use{w.use("usr_1", ""), w.use("usr_1", ""), {At: start, UserID: "usr_1", Operation: "chat.send", Area: "chat", Unit: "requests", Amount: 1}}
	for _, u := range uses {
		w.charge(t, u)
	}
	w.clock.Advance(2 * time.Hour) // December
	w.charge(t, w.use("usr_1", ""))
	get := func(user string, query map[string]string) ops.Usage {
		t.Helper()
		return optest.Decode[ops.Usage](t, fns.REST(ops.Get, optest.Request{User: user, Query: query}))
	}
	if u := get("usr_1", nil); u.From != "2026-12" || u.Calls != 1 || len(u.Tools) != 1 || u.Tools[0].Operations[0].Amounts[0] != (ops.Amount{Unit: "pixels", Amount: 100}) {
		t.Errorf("this month: %+v", u)
	}
	if u := get("usr_1", map[string]string{"from": "2026-11", "to": "2026-12"}); u.Calls != 4 || len(u.Tools) != 2 || u.Tools[0].Tool != "chat" || u.Tools[1].Operations[0].Amounts[0].Amount != 300 {
		t.Errorf("both months: %+v", u)
	}
	if u := get("usr_2", nil); u.Calls != 0 || len(u.Tools) != 0 {
		t.Errorf("somebody else: %+v", u)
	}
	for _, q := range []map[string]string{{"from": "2026-12", "to": "2026-11"}, {"from": "2020-01", "to": "2026-11"}, {"from": "2026-13"}, {"from": "x"}} {
		if a := fns.REST(ops.Get, optest.Request{User: "usr_1", Query: q}); a.Status != 422 {
			t.Errorf("%v: %d", q, a.Status)
		}
	}
	page := optest.Decode[ops.EntryPage](t, fns.REST(ops.ListEntries, optest.Request{User: "usr_1", Query: map[string]string{"limit": "3"}}))
	next := optest.Decode[ops.EntryPage](t, fns.REST(ops.ListEntries, optest.Request{User: "usr_1", Query: map[string]string{"limit": "3", "cursor": page.NextCursor}}))
	if len(page.Items) != 3 || page.Items[0].Seq != 4 || len(next.Items) != 1 || next.Items[0].Seq != 1 || next.NextCursor != "" {
		t.Errorf("%+v then %+v", page, next)
	}
}

// TestToolsAreAreas: the name of an operation need not begin with its tool's.
func TestToolsAreAreas(t *testing.T) {
	w := newWorld()
	fns := optest.Bind(t, []*operation.Bound{ops.AdminGet.Bind(w.usage.AdminGet), ops.ListEntries.Bind(w.usage.ListEntries)})
	for n, operation := range []string{"web.generate", "graphics.export", "web.edit", "web.edit"} {
		area := "webdesign"
		if n == 1 {
			area = "graphics"
		}
		w.charge(t, function.Use{At: start, UserID: "usr_1", Operation: operation, Area: area, Unit: "requests", Amount: 1})
	}
	u := optest.Decode[ops.Usage](t, fns.REST(ops.AdminGet, optest.Request{User: optest.AdminUser, Path: map[string]string{"userId": "usr_1"}}))
	if len(u.Tools) != 2 || u.Tools[1].Tool != "webdesign" || u.Tools[1].Calls != 3 || len(u.Tools[1].Operations) != 2 || u.Tools[1].Operations[0].Calls != 2 {
		t.Errorf("%+v", u)
	}
	if a := fns.REST(ops.AdminGet, optest.Request{User: "usr_1", Path: map[string]string{"userId": "usr_1"}}); a.Status != 403 {
		t.Errorf("not an administrator: %d", a.Status)
	}
	var seqs []int64
	for query := map[string]string{"tool": "webdesign", "limit": "2"}; ; {
		page := optest.Decode[ops.EntryPage](t, fns.REST(ops.ListEntries, optest.Request{User: "usr_1", Query: query}))
		for _, e := range page.Items {
			seqs = append(seqs, e.Seq)
		}
		if query["cursor"] = page.NextCursor; page.NextCursor == "" {
			break
		}
	}
	if fmt.Sprint(seqs) != "[4 3 1]" {
		t.Errorf("one tool's: %v", seqs)
	}
	for _, q := range []map[string]string{{"tool": "USE#"}, {"cursor": "x"}} {
		if a := fns.REST(ops.ListEntries, optest.Request{User: "usr_1", Query: q}); a.Status != 422 {
			t.Errorf("%v: %d", q, a.Status)
		}
	}
	for _, r := range []optest.Request{{User: "usr_2", Query: map[string]string{"tool": "webdesign"}}, {User: "usr_1", Query: map[string]string{"tool": "video"}}} {
		if page := optest.Decode[ops.EntryPage](t, fns.REST(ops.ListEntries, r)); len(page.Items) != 0 {
			t.Errorf("%+v: %+v", r, page)
		}
	}
}
