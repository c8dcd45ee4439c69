package operation_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// text draws text that a parameter can carry: UTF-8 without NUL.
func text(most int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return strings.ReplaceAll(rapid.StringN(0, most, -1).Draw(t, "text"), "\x00", "")
	})
}

func moment() *rapid.Generator[time.Time] {
	return rapid.Custom(func(t *rapid.T) time.Time {
		return time.Unix(rapid.Int64Range(-1e9, 1e10).Draw(t, "s"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns")).UTC()
	})
}

func part() *rapid.Generator[Part] {
	return rapid.Custom(func(t *rapid.T) Part { return Part{Name: text(50).Draw(t, "name"), At: moment().Draw(t, "at")} })
}

func drawBody(t *rapid.T) SampleBody {
	finite := rapid.Float64Range(-1e300, 1e300)
	return SampleBody{
		Text: text(1000).Draw(t, "text"), Size: rapid.Int64Range(-1<<62, 1<<62).Draw(t, "size"), Small: rapid.IntRange(-5, 5).Draw(t, "small"),
		Scale: finite.Draw(t, "scale"), On: rapid.Bool().Draw(t, "on"),
		Maybe: rapid.Ptr(text(20), true).Draw(t, "maybe"), Kind: rapid.SampledFrom([]string{"", "plain", "rich"}).Draw(t, "kind"),
		List:   rapid.SliceOfN(text(20), 0, 5).Draw(t, "list"),
		Counts: rapid.MapOfN(text(10), rapid.IntRange(-1e9, 1e9), 1, 4).Draw(t, "counts"),
		Part:   rapid.Ptr(part(), true).Draw(t, "part"), Parts: rapid.SliceOfN(part(), 1, 3).Draw(t, "parts"),
		Any: operation.Raw(rapid.SampledFrom([]string{`1`, `"x"`, `[1,{"a":null}]`, `{"b":{"c":[]}}`, `true`}).Draw(t, "any")),
	}
}

func drawInput(t *rapid.T) SampleInput {
	word := rapid.StringMatching(`[A-Za-z0-9 äß€_./%&=+-]{1,12}`)
	in := SampleInput{
		SampleID: SampleID{ID: word.Draw(t, "id"), Row: rapid.Int().Draw(t, "row")},
		Words:    text(100).Draw(t, "words"), Count: rapid.Int64().Draw(t, "count"), Ratio: rapid.Float64Range(-1e300, 1e300).Draw(t, "ratio"),
		Deep: rapid.Bool().Draw(t, "deep"), Note: text(100).Draw(t, "note"), Level: rapid.Int().Draw(t, "level"), Body: drawBody(t),
	}
	if rapid.Bool().Draw(t, "lists") {
		in.Since, in.Tags, in.Sizes = moment().Draw(t, "since"), rapid.SliceOfN(word, 1, 4).Draw(t, "tags"), rapid.SliceOfN(rapid.Int(), 1, 4).Draw(t, "sizes")
	}
	return in
}

// restOf writes the input as a client of the REST API would, by hand.
func restOf(t *rapid.T, in SampleInput) *operation.Request {
	body, err := json.Marshal(in.Body)
	if err != nil {
		t.Fatal(err)
	}
	query := url.Values{}
	set := func(name, value string, given bool) {
		if given {
			query.Set(name, value)
		}
	}
	set("words", in.Words, in.Words != "")
	set("count", strconv.FormatInt(in.Count, 10), in.Count != 0)
	set("ratio", strconv.FormatFloat(in.Ratio, 'g', -1, 64), in.Ratio != 0)
	set("deep", "true", in.Deep)
	set("since", in.Since.Format(time.RFC3339Nano), !in.Since.IsZero())
	set("tags", strings.Join(in.Tags, ","), len(in.Tags) > 0)
	sizes := make([]string, len(in.Sizes))
	for i, n := range in.Sizes {
		sizes[i] = strconv.Itoa(n)
	}
	set("sizes", strings.Join(sizes, ","), len(sizes) > 0)
	header := http.Header{"Content-Type": {"application/json; charset=utf-8"}, "X-Level": {strconv.Itoa(in.Level)}}
	if in.Note != "" {
		header.Set("X-Note", in.Note)
	}
	return &operation.Request{Method: http.MethodPut, Query: query, Header: header, Body: body,
		Path: map[string]string{"id": in.ID, "row": strconv.Itoa(in.Row)}}
}

// A request means the same whichever way it comes: what the code sees and what the
// caller gets back are equal for a typed call and for REST, and equal to what was meant.
func TestCallAndRESTAreTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		var seen SampleInput
		b := sample.Bind(echo(&seen))
		out, err := sample.Call(t.Context(), inProcess{b}, &in)
		if err != nil {
			t.Fatalf("call: %v", err)
		}
		if d := cmp.Diff(in, seen); d != "" {
			t.Fatalf("call: the code saw other values:\n%s", d)
		}
		want := SampleOutput{Status: http.StatusCreated, ETag: `"` + in.ID + `"`, Body: in.Body}
		if d := cmp.Diff(want, *out); d != "" {
			t.Fatalf("call: the caller got other values:\n%s", d)
		}

		seen = SampleInput{}
		res := b.Serve(t.Context(), restOf(t, in))
		if res.Status != http.StatusCreated || res.Header.Get("ETag") != want.ETag {
			t.Fatalf("rest: %d %v %s", res.Status, res.Header, res.Body)
		}
		if d := cmp.Diff(in, seen); d != "" {
			t.Fatalf("rest: the code saw other values:\n%s", d)
		}
		var body SampleBody
		if err := json.Unmarshal(res.Body, &body); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(in.Body, body); d != "" {
			t.Fatalf("rest: the caller got other values:\n%s", d)
		}
	})
}

// What travels with a call besides its arguments arrives.
func TestCallCarriesMeta(t *testing.T) {
	meta := operation.Meta{Principal: operation.Principal{UserID: "usr_1", SessionID: "ses_1", Roles: []string{"admin"}},
		Correlation: "req-12345678", Idempotency: "key-1"}
	b := sample.Bind(func(ctx context.Context, in *SampleInput) (*SampleOutput, error) {
		if d := cmp.Diff(meta, operation.MetaFrom(ctx)); d != "" {
			t.Errorf("other meta:\n%s", d)
		}
		return &SampleOutput{Status: 200, Body: in.Body}, nil
	})
	in := SampleInput{SampleID: SampleID{ID: "a"}, Body: SampleBody{List: []string{}}}
	if _, err := sample.Call(operation.WithMeta(t.Context(), meta), inProcess{b}, &in); err != nil {
		t.Fatal(err)
	}
}
