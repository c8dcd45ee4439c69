package chat

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/aio-creative-hub/aio/shared/chat/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
)

const (
	artifactArgument = "artifactId" // as operations call it
	artifactPrefix   = "art_"       // of an artifact's id
	// searched is how many of the newest files are looked through for a name: a page.
	searched = 200
)

// fileArgument is the argument that says which file, "" if an operation has none.
func fileArgument(tl tool) string {
	if tl.spec.Chat.Artifact != "" {
		return tl.spec.Chat.Artifact
	}
	if tl.spec.Chat.Slots["file"] == artifactArgument {
		return artifactArgument
	}
	return ""
}

// findFile puts the id of a file in the place of its name. It asks, and gives false, if
// there is no file of that name, or if none was named where one must be.
func (s *Service) findFile(ctx context.Context, t *turn, tl tool, args map[string]operation.Raw, missing string) bool {
	argument := fileArgument(tl)
	name := text(args[argument])
	if argument == "" || (missing != argument && (name == "" || strings.HasPrefix(name, artifactPrefix))) {
		return true
	}
	files, err := s.files(ctx, t)
	if err != nil {
		s.failed(ctx, t, tl, err)
		return false
	}
	for _, f := range files {
		if name != "" && sameFile(f.Name, name) {
			args[argument] = quote(f.ID)
			return true
		}
	}
	if name == "" && !tl.spec.Chat.Careful && len(files) > 0 { // the newest will do
		args[argument] = quote(files[0].ID)
		return true
	}
	question := tl.spec.Chat.Ask[argument]
	if name != "" {
		question = fmt.Sprintf("There is no file called %q. %s", name, question)
	}
	t.ask(question, offered(tl, files), t.pendingFor(tl, argument))
	return false
}

func (s *Service) files(ctx context.Context, t *turn) ([]ops.ArtifactRef, error) {
	reply, err := s.call(ctx, t, "artifact.list", 0, map[string]operation.Raw{"limit": operation.Raw(fmt.Sprint(searched))})
	if err != nil {
		return nil, err
	}
	var r result
	if err := json.Unmarshal(reply.Body, &r); err != nil {
		return nil, fmt.Errorf("chat: decode files: %w", err)
	}
	return r.Items, nil
}

// sameFile compares a file's name to one that was said, perhaps without its extension.
func sameFile(name, said string) bool {
	if strings.EqualFold(name, said) {
		return true
	}
	dot := strings.LastIndexByte(name, '.')
	return dot > 0 && strings.EqualFold(name[:dot], said)
}

// offered are the names of the newest files.
func offered(tl tool, files []ops.ArtifactRef) []ops.Choice {
	out := []ops.Choice{}
	for _, f := range files {
		c := ops.Choice{Label: f.Name, Text: f.Name, Operation: tl.spec.ID}
		if len(out) < maxChoices && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}
