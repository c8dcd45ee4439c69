package live

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/aio-creative-hub/aio/shared/live/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
)

const (
	// presencePause is between two presences of one person at least: with it, moving about
	// leaves room for changes under the limit of edits (600 a minute).
	presencePause = 250 * time.Millisecond
	// presenceShare is added to the pause for each other: everybody's presence goes to
	// everybody, so that without it the posts would grow with the square of the people.
	presenceShare = 25 * time.Millisecond
)

// Presence tells those who follow a document where somebody is in it. Nothing is kept: who
// comes later asks, and who is not heard of for a while has left.
func (s *Service) Presence(ctx context.Context, in *ops.PresenceInput) (*ops.PresenceOutput, error) {
	m, doc := operation.MetaFrom(ctx), in.Body.DocumentID
	if m.Connection == "" {
		return nil, operation.NewProblem(http.StatusBadRequest, operation.CodeBadRequest, "This is for WebSocket connections.")
	}
	connections, err := s.keysUnder(ctx, followersPK(doc))
	if err != nil {
		return nil, err
	}
	others := slices.DeleteFunc(connections, func(id string) bool { return id == m.Connection })
	if len(others) == len(connections) { // whoever may not see the document does not follow it
		return nil, operation.NewProblem(http.StatusConflict, "not_following", "Subscribe to the document first.").On("body.documentId")
	}
	data, err := json.Marshal(ops.Present{Peer: peer(m.Connection), UserID: m.Principal.UserID, Ask: in.Body.Ask, State: in.Body.State})
	if err != nil {
		return nil, fmt.Errorf("live: encode presence: %w", err)
	}
	if err := s.post(ctx, followersPK(doc), others, Push{ID: s.c.NewID("evt"), Type: ops.TypePresence, Topic: doc, Data: data}); err != nil {
		return nil, err
	}
	pause := presencePause + time.Duration(len(others))*presenceShare
	return &ops.PresenceOutput{Body: ops.PresenceAnswer{Peer: peer(m.Connection), Others: len(others), PauseMS: int(pause.Milliseconds())}}, nil
}

// peer names a connection for others: its own name is what one would post to.
func peer(connection string) string {
	const bytes = 9 // enough to tell those on a document apart
	sum := sha256.Sum256([]byte("peer\x00" + connection))
	return base64.RawURLEncoding.EncodeToString(sum[:bytes])
}
