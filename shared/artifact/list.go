package artifact

import (
	"context"
	"slices"
	"strings"

	"github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share"
	"github.com/aio-creative-hub/aio/shared/store"
)

// scanned bounds how many files one request looks at to find those that fit: a few
// hundred milliseconds on DynamoDB. What was not reached is on the next page.
const scanned = 2000

// lookedAt is how many files are read at a time where few may fit.
const lookedAt = 100

// List lists files: the caller's library or trash, or what is shared with them.
func (s *Service) List(ctx context.Context, in *ops.ListInput) (*ops.ListOutput, error) {
	q, err := s.listQuery(operation.UserID(ctx), in)
	if err != nil {
		return nil, err
	}
	page := ops.ArtifactPage{Items: []ops.Artifact{}}
	fits := filter(in)
	for seen := 0; seen < scanned; {
		// Never more than still fit on the page: a cursor stands behind the last one read.
		q.Limit = min(lookedAt, in.Limit-len(page.Items))
		items, next, err := s.c.Store.Query(ctx, q)
		if err != nil {
			return nil, share.ListError(err)
		}
		records, err := s.listed(ctx, in.In, items)
		if err != nil {
			return nil, err
		}
		for _, r := range records {
			if fits(r) {
				page.Items = append(page.Items, r.artifact())
			}
		}
		seen += max(len(items), 1)
		q.Cursor, page.NextCursor = next, next
		if next == "" || len(page.Items) >= in.Limit {
			break
		}
	}
	return &ops.ListOutput{Body: page}, nil
}

// listQuery is the query of a list before filters.
func (s *Service) listQuery(user string, in *ops.ListInput) (store.Query, error) {
	q := store.Query{Table: store.Work, Index: ownerIndex, PK: libraryPK(user), Cursor: in.Cursor, Reverse: in.Order != "asc"}
	switch in.In {
	case "trash":
		q.PK = trashPK(user)
	case "shared":
		q.PK = s.book.SharedWith(user).PK
	default:
		switch in.Sort {
		case "updated":
			q.Index = updatedIndex
		case "name":
			q.Index, q.Reverse = nameIndex, in.Order == "desc"
		case "bytes":
			q.Index = bytesIndex
		}
		return q, nil
	}
	if in.Sort != "created" && in.Sort != "" {
		return q, operation.Invalid("query.sort", operation.CodeInvalid, "Only the library has other orders.")
	}
	return q, nil
}

// filter says which files fit.
func filter(in *ops.ListInput) func(*record) bool {
	search, tag := folded(in.Search), folded(strings.TrimSpace(in.Tag))
	kind := strings.ToLower(in.Type)
	return func(r *record) bool {
		return strings.Contains(folded(r.Name), search) &&
			(tag == "" || slices.Contains(r.Tags, tag)) &&
			(kind == "" || r.ContentType == kind || strings.HasPrefix(r.ContentType, kind+"/"))
	}
}

// listed reads the records of a page of items: the items themselves, or what grants are for.
func (s *Service) listed(ctx context.Context, in string, items []store.Item) ([]*record, error) {
	if in == "shared" {
		return s.grantedRecords(ctx, items)
	}
	out := make([]*record, 0, len(items))
	for _, it := range items {
		r, err := decode(it)
		if err != nil {
			return nil, err
		}
		r.role = share.Owner
		if !r.Deleted { // an index may show what was written before
			out = append(out, r)
		}
	}
	return out, nil
}
