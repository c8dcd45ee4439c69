package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/document/margin"
	"github.com/aio-creative-hub/aio/shared/document/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share"
)

// Say comments on a document. Whoever sees it may.
func (s *Service) Say(ctx context.Context, in *ops.CommentInput) (*ops.CommentOutput, error) {
	m, err := s.docs.Admit(ctx, in.DocumentID, share.Viewer)
	if err != nil {
		return nil, err
	}
	b := in.Body
	text, err := commentText(b.Text)
	if err != nil {
		return nil, err
	}
	c := margin.Comment{Thread: b.Thread, Text: text}
	if b.Thread == "" {
		c.Object, c.X, c.Y = b.Object, b.X, b.Y
	}
	c, err = s.docs.Margin.Say(ctx, m.ID, c)
	if err == nil {
		err = s.still(ctx, m.ID)
	}
	if errors.Is(err, margin.ErrNotFound) {
		return nil, operation.Invalid("body.thread", operation.CodeInvalid, "There is no such thread: give the id of its first comment.")
	}
	if errors.Is(err, margin.ErrFull) {
		return nil, operation.NewProblem(http.StatusConflict, "too_many_comments", fmt.Sprintf("A document has at most %d comments. Delete some that are settled.", margin.MaxComments))
	}
	return commentOutput(c, err)
}

// still makes sure that a document was not deleted while something was written beside it,
// a link or a comment: what is written after the document's removal nobody would ever remove.
func (s *Service) still(ctx context.Context, doc string) error {
	_, err := s.docs.Meta(ctx, doc)
	switch {
	case err == nil:
		return nil
	case document.CodeOf(err) != document.CodeNotFound:
		return Problem(err)
	}
	return errors.Join(s.forget(ctx, doc), operation.NotFound("document"))
}

// forget removes what stands beside a document that is gone.
func (s *Service) forget(ctx context.Context, doc string) error {
	return errors.Join(s.docs.Links.Forget(ctx, doc), s.docs.Margin.Forget(ctx, doc), s.docs.Placed.Forget(ctx, doc))
}

// commentText refuses what says nothing.
func commentText(text string) (string, error) {
	if text = strings.TrimSpace(text); text == "" {
		return "", operation.Invalid("body.text", operation.CodeInvalid, "Write something.")
	}
	return text, nil
}

func commentOutput(c margin.Comment, err error) (*ops.CommentOutput, error) {
	if errors.Is(err, margin.ErrNotFound) {
		return nil, operation.NotFound("comment")
	}
	if err != nil {
		return nil, err
	}
	return &ops.CommentOutput{Body: ops.Comment(c)}, nil
}

// ListComments lists a document's comments.
func (s *Service) ListComments(ctx context.Context, in *ops.PagedInput) (*ops.CommentsOutput, error) {
	m, err := s.docs.Admit(ctx, in.DocumentID, share.Viewer)
	if err != nil {
		return nil, err
	}
	comments, next, err := s.docs.Margin.Comments(ctx, m.ID, in.PageInput)
	page, err := pageOf(comments, next, err, func(c margin.Comment) ops.Comment { return ops.Comment(c) })
	return &ops.CommentsOutput{Body: page}, err
}

// pageOf makes the page of an answer of what was listed.
func pageOf[T, U any](items []T, next string, err error, as func(T) U) (operation.Page[U], error) {
	if err != nil {
		return operation.Page[U]{}, share.ListError(err)
	}
	page := operation.Page[U]{Items: make([]U, len(items)), NextCursor: next}
	for i, it := range items {
		page.Items[i] = as(it)
	}
	return page, nil
}

// EditComment changes a comment's text, which only its author may, or settles its thread.
func (s *Service) EditComment(ctx context.Context, in *ops.CommentChangeInput) (*ops.CommentOutput, error) {
	m, err := s.docs.Admit(ctx, in.DocumentID, share.Viewer)
	if err != nil {
		return nil, err
	}
	c, err := s.docs.Margin.Change(ctx, m.ID, in.CommentID, func(c *margin.Comment) (kinds []string, err error) {
		if in.Body.Text != nil {
			if kinds, err = s.reword(ctx, c, *in.Body.Text); err != nil {
				return nil, err
			}
		}
		if in.Body.Resolved == nil {
			return kinds, nil
		}
		settled, err := s.settle(ctx, c, *in.Body.Resolved)
		return append(kinds, settled...), err
	})
	if err == nil {
		err = s.still(ctx, m.ID)
	}
	return commentOutput(c, err)
}

func (s *Service) reword(ctx context.Context, c *margin.Comment, text string) (kinds []string, err error) {
	if c.Text == "" {
		return nil, margin.ErrNotFound
	}
	if c.By != operation.UserID(ctx) {
		return nil, operation.NewProblem(http.StatusForbidden, operation.CodeForbidden, "Only who wrote a comment may edit it.")
	}
	text, err = commentText(text)
	if err != nil || text == c.Text {
		return nil, err
	}
	now := s.docs.Now()
	c.Text, c.EditedAt = text, &now
	return []string{margin.Edited}, nil
}

// settle settles a thread or reopens it; one of which the first comment was deleted, too.
func (s *Service) settle(ctx context.Context, c *margin.Comment, resolved bool) (kinds []string, err error) {
	switch {
	case !c.First():
		return nil, operation.Invalid("body.resolved", operation.CodeInvalid, "Only the first comment of a thread is resolved, and with it the thread.")
	case resolved == (c.ResolvedAt != nil):
		return nil, nil
	case !resolved:
		c.ResolvedAt, c.ResolvedBy = nil, ""
		return []string{margin.Reopened}, nil
	}
	now := s.docs.Now()
	c.ResolvedAt, c.ResolvedBy = &now, operation.UserID(ctx)
	return []string{margin.Resolved}, nil
}

// DeleteComment deletes a comment. Its author may, and the document's owner.
func (s *Service) DeleteComment(ctx context.Context, in *ops.CommentIDInput) (*operation.None, error) {
	m, err := s.docs.Admit(ctx, in.DocumentID, share.Viewer)
	if err != nil {
		return nil, err
	}
	err = s.docs.Margin.Remove(ctx, m.ID, in.CommentID, func(c margin.Comment) error {
		if c.By == operation.UserID(ctx) || m.Role == share.Owner {
			return nil
		}
		return operation.NewProblem(http.StatusForbidden, operation.CodeForbidden, "Only who wrote a comment may delete it, or the document's owner.")
	})
	if errors.Is(err, margin.ErrNotFound) {
		return nil, operation.NotFound("comment")
	}
	return &operation.None{}, err
}

// NameVersion names a document as it is, or as it was.
func (s *Service) NameVersion(ctx context.Context, in *ops.VersionInput) (*ops.VersionOutput, error) {
	m, err := s.docs.Admit(ctx, in.DocumentID, share.Editor)
	if err != nil {
		return nil, err
	}
	name := strings.TrimSpace(in.Body.Name)
	if name == "" {
		return nil, operation.Invalid("body.name", operation.CodeInvalid, "Give the version a name.")
	}
	head, err := s.docs.Head(ctx, m.ID)
	if err != nil {
		return nil, Problem(err)
	}
	seq := in.Body.Seq
	if seq == 0 {
		seq = head
	}
	if seq > head {
		return nil, operation.Invalid("body.seq", operation.CodeInvalid, fmt.Sprintf("The document has the sequence numbers 1 to %d.", head))
	}
	v, err := s.docs.Margin.Name(ctx, m.ID, name, seq)
	if errors.Is(err, margin.ErrFull) {
		return nil, operation.NewProblem(http.StatusConflict, "too_many_names", fmt.Sprintf("There are %d named versions of this document. Forget one of the names.", margin.MaxVersions))
	}
	if err == nil {
		err = s.still(ctx, m.ID)
	}
	return &ops.VersionOutput{Body: ops.Version(v)}, err
}

// ListVersions lists a document's named versions.
func (s *Service) ListVersions(ctx context.Context, in *ops.PagedInput) (*ops.VersionsOutput, error) {
	m, err := s.docs.Admit(ctx, in.DocumentID, share.Viewer)
	if err != nil {
		return nil, err
	}
	versions, next, err := s.docs.Margin.Versions(ctx, m.ID, in.PageInput)
	page, err := pageOf(versions, next, err, func(v margin.Version) ops.Version { return ops.Version(v) })
	return &ops.VersionsOutput{Body: page}, err
}

// DeleteVersion forgets the name of a version.
func (s *Service) DeleteVersion(ctx context.Context, in *ops.VersionIDInput) (*operation.None, error) {
	m, err := s.docs.Admit(ctx, in.DocumentID, share.Editor)
	if err != nil {
		return nil, err
	}
	err = s.docs.Margin.Unname(ctx, m.ID, in.VersionID)
	if errors.Is(err, margin.ErrNotFound) {
		return nil, operation.NotFound("version")
	}
	return &operation.None{}, err
}

// Restore makes a document what it was.
func (s *Service) Restore(ctx context.Context, in *ops.RestoreInput) (*ops.CommitOutput, error) {
	m, err := s.docs.Admit(ctx, in.DocumentID, share.Editor)
	if err != nil {
		return nil, err
	}
	res, err := s.docs.Documents.Restore(ctx, document.Request{Doc: m.ID, CommitID: in.Body.CommitID, By: operation.UserID(ctx), Op: ops.Restore.Spec.ID,
		Basis: in.Body.Basis, Correlation: operation.MetaFrom(ctx).Correlation}, in.Body.Seq)
	if err != nil {
		return nil, inBody(Problem(err))
	}
	return &ops.CommitOutput{Body: Commit(res.Commit)}, nil
}

// inBody says of a sequence number that it stands in the body.
func inBody(err error) error {
	var p *operation.Problem
	if !errors.As(err, &p) || p.Field != places["seq"] {
		return err
	}
	p.Field = "body.seq"
	for i := range p.Errors {
		p.Errors[i].Field = p.Field
	}
	return p
}
