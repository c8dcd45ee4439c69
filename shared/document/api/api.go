// Package api carries out the operations of the area document: what all tools' documents
// have in common, for those who own them and those they share them with.
package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/document/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share"
)

// Service carries out the area's operations.
type Service struct {
	docs *Guarded
	call call.Invoker
}

// New makes the service. It calls what knows people's names.
func New(docs *Guarded, caller call.Invoker) *Service { return &Service{docs, caller} }

// List lists the caller's documents, or what others share with the caller.
func (s *Service) List(ctx context.Context, in *ops.ListInput) (*ops.ListOutput, error) {
	if in.In == "shared" {
		return s.shared(ctx, in)
	}
	metas, next, err := s.docs.List(ctx, operation.UserID(ctx), "", in.Limit, in.Cursor)
	if err != nil {
		return nil, Problem(err)
	}
	page := ops.DocumentPage{Items: make([]ops.Document, len(metas)), NextCursor: next}
	for i, m := range metas {
		page.Items[i] = describe(Access{Meta: m, Role: share.Owner})
	}
	return &ops.ListOutput{Body: page}, nil
}

func describe(a Access) ops.Document {
	return ops.Document{ID: a.ID, Kind: a.Kind, Name: a.Name, CreatedAt: a.Created, UpdatedAt: a.Updated, Role: string(a.Role)}
}

// Get reads a state.
func (s *Service) Get(ctx context.Context, in *ops.GetInput) (*ops.GetOutput, error) {
	m, err := s.docs.Admit(ctx, in.DocumentID, share.Viewer)
	if err != nil {
		return nil, err
	}
	state, err := s.docs.State(ctx, m.ID, in.Seq)
	if err != nil {
		return nil, Problem(err)
	}
	raw, err := json.Marshal(state)
	if err != nil {
		return nil, fmt.Errorf("document: encode state: %w", err)
	}
	if len(raw) > maxState {
		return nil, operation.NewProblem(http.StatusRequestEntityTooLarge, operation.CodeTooLarge,
			"This document is too large for one answer. Read its log, page by page: /api/v1/documents/{documentId}/commits.")
	}
	return &ops.GetOutput{Body: ops.State{Document: describe(m), Seq: state.Seq, State: raw}}, nil
}

// maxState is the largest state in one answer, in bytes: written into a function's answer
// as text, each quotation mark takes two.
const maxState = call.MaxPayload / 2

// Catchup reads the commits after a sequence number.
func (s *Service) Catchup(ctx context.Context, in *ops.LogInput) (*ops.LogOutput, error) {
	m, err := s.docs.Admit(ctx, in.DocumentID, share.Viewer)
	if err != nil {
		return nil, err
	}
	return Log(ctx, s.docs.Documents, m.ID, in.After, in.Limit)
}

// Log reads a piece of a document's log as clients see it.
func Log(ctx context.Context, docs *document.Documents, id string, after int64, limit int) (*ops.LogOutput, error) {
	commits, head, err := docs.Log(ctx, id, after, limit)
	if err != nil {
		return nil, Problem(err)
	}
	items := Commits(commits)
	if operation.MetaFrom(ctx).Connection != "" {
		items = items[:fitting(items, socketBytes)]
	} else if len(items) > 1 { // the first always, so that a client gets on
		items = items[:max(1, fitting(items, pageBytes))]
	}
	return &ops.LogOutput{Body: ops.Log{Items: items, Head: head}}, nil
}

const (
	// socketBytes bounds a page that is answered over a WebSocket: a message there may have
	// 128 KB, with its envelope. A page of which the first commit is too large is empty; it
	// is then read by REST.
	socketBytes = 100 << 10
	// pageBytes bounds any other page: a function's answer may have 6 MB, in which the page
	// is a text with each quotation mark escaped.
	pageBytes = 2 << 20
)

// fitting counts the commits at the beginning that fit so many bytes.
func fitting(items []ops.Commit, most int) int {
	size := 0
	for i, c := range items {
		data, err := json.Marshal(c)
		if size += len(data) + 1; err != nil || size > most {
			return i
		}
	}
	return len(items)
}

// History reads commits, newest first.
func (s *Service) History(ctx context.Context, in *ops.PagedInput) (*ops.HistoryOutput, error) {
	m, err := s.docs.Admit(ctx, in.DocumentID, share.Viewer)
	if err != nil {
		return nil, err
	}
	for limit := in.Limit; ; limit /= 2 { // the cursor stands behind the whole page, so a page that does not fit is read anew
		commits, next, err := s.docs.History(ctx, m.ID, limit, in.Cursor)
		if err != nil {
			return nil, Problem(err)
		}
		items := Commits(commits)
		if limit <= 1 || fitting(items, pageBytes) == len(items) {
			return &ops.HistoryOutput{Body: ops.CommitPage{Items: items, NextCursor: next}}, nil
		}
	}
}

// Apply commits edits made by hand.
func (s *Service) Apply(ctx context.Context, in *ops.CommitInput) (*ops.CommitOutput, error) {
	m, err := s.docs.Admit(ctx, in.DocumentID, share.Editor)
	if err != nil {
		return nil, err
	}
	edits := make([]document.Edit, len(in.Body.Edits))
	for i, e := range in.Body.Edits {
		edits[i] = document.Edit{Op: document.Op(e.Op), ID: e.ID, Type: e.Type, Parent: e.Parent, Order: e.Order, Props: e.Props}
	}
	res, err := s.docs.Commit(ctx, document.Request{Doc: m.ID, CommitID: in.Body.CommitID, By: operation.UserID(ctx), Op: "document.commit",
		Basis: in.Body.Basis, Strict: in.Body.Strict, Correlation: operation.MetaFrom(ctx).Correlation, Plan: func(document.State) ([]document.Edit, error) { return edits, nil }})
	if err != nil {
		return nil, Problem(inEdits(err, edits))
	}
	return &ops.CommitOutput{Body: Commit(res.Commit)}, nil
}

// inEdits says where among the edits a property stands that breaks a rule of the kind of
// document: the rules speak of objects, not of the edits that made them so.
func inEdits(err error, edits []document.Edit) error {
	var e *document.Error
	if !errors.As(err, &e) || e.Code != document.CodeInvalidEdit || strings.HasPrefix(e.Field, "edits") {
		return err
	}
	located := *e
	located.Field, located.Message = "edits", e.Field+" "+e.Message
	for i, edit := range edits {
		if _, sets := edit.Props[e.Field]; !sets {
			continue
		}
		if located.Field != "edits" { // another one sets it, too
			return &document.Error{Code: e.Code, Field: "edits", Message: e.Field + " " + e.Message, Err: err}
		}
		located.Field, located.Message = fmt.Sprintf("edits[%d].props.%s", i, e.Field), e.Message
	}
	return &located
}

// Delete removes a document with its history.
func (s *Service) Delete(ctx context.Context, in *ops.IDInput) (*operation.None, error) {
	m, err := s.docs.Admit(ctx, in.DocumentID, share.Owner)
	if err != nil {
		return nil, err
	}
	if err := s.docs.Delete(ctx, m.ID); err != nil {
		return nil, Problem(err)
	}
	return &operation.None{}, nil
}

// Maintain consumes the events of documents.
func (s *Service) Maintain(ctx context.Context, in *operation.Fact) (*operation.None, error) {
	b := in.Body
	data, err := json.Marshal(b.Data)
	if err != nil {
		return nil, fmt.Errorf("document: encode event: %w", err)
	}
	if err := s.docs.Maintain(ctx, bus.Event{ID: b.ID, Type: b.Type, Subject: b.Subject, Time: b.Time, Correlation: b.Correlation, Data: data}); err != nil {
		return nil, Problem(err)
	}
	if b.Type == document.EventDeleted {
		return &operation.None{}, s.forget(ctx, b.Subject)
	}
	return &operation.None{}, nil
}

// PurgeAccount deletes the documents of an account that was deleted, and what it was given.
// What an attempt did not reach, the next delivery of the event does.
func (s *Service) PurgeAccount(ctx context.Context, in *operation.Fact) (*operation.None, error) {
	user := in.Body.Data.UserID
	if user == "" {
		return &operation.None{}, nil
	}
	for cursor := ""; ; {
		metas, next, err := s.docs.List(ctx, user, "", operation.MaxPage, cursor)
		if err != nil {
			return nil, Problem(err)
		}
		for _, m := range metas {
			if err := s.docs.Delete(ctx, m.ID); err != nil && document.CodeOf(err) != document.CodeNotFound {
				return nil, Problem(err)
			}
		}
		if cursor = next; next == "" {
			break
		}
	}
	return &operation.None{}, s.docs.Links.LeaveAll(ctx, user)
}

// Commits shows commits as clients see them: without inverses, which are the server's.
func Commits(commits []document.Commit) []ops.Commit {
	out := make([]ops.Commit, len(commits))
	for i, c := range commits {
		out[i] = Commit(c)
	}
	return out
}

// Commit shows one commit.
func Commit(c document.Commit) ops.Commit {
	edits := make([]ops.Edit, len(c.Edits))
	for i, e := range c.Edits {
		edits[i] = ops.Edit{Op: string(e.Op), ID: e.ID, Type: e.Type, Parent: e.Parent, Order: e.Order, Props: e.Props}
	}
	return ops.Commit{Seq: c.Seq, ID: c.ID, By: c.By, At: c.At, Op: c.Op, Edits: edits, Undoes: c.Undoes, Redoes: c.Redoes}
}
