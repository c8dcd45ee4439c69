package chat

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
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

// findFiles puts the id of a file in the place of its name, and gives the files if several
// are named. It asks, and gives false, if there is no file of that name, or if none was named
// where one must be. Of several, all must be there: else nothing is done.
func (s *Service) findFiles(ctx context.Context, t *turn, tl tool, entities map[string]any, args map[string]operation.Raw, missing string) ([]ops.ArtifactRef, bool) {
	argument := fileArgument(tl)
	name := text(args[argument])
	if argument == "" || (missing != argument && (name == "" || strings.HasPrefix(name, artifactPrefix))) {
		return nil, true
	}
	files, err := s.files(ctx, t)
	if err != nil {
		s.failed(ctx, t, tl, err)
		return nil, false
	}
	if names := fileNames(tl, entities, argument); len(names) > 1 {
		return t.allOf(tl, files, names)
	}
	if f := fileCalled(files, name); f != nil {
		args[argument] = quote(f.ID)
		return nil, true
	}
	if name == "" && !tl.spec.Chat.Careful && len(files) > 0 { // the newest will do
		args[argument] = quote(files[0].ID)
		return nil, true
	}
	question := tl.spec.Chat.Ask[argument]
	if name != "" {
		question = fmt.Sprintf("There is no file called %q. %s", name, question)
	}
	t.ask(question, offered(tl, files), t.pendingFor(tl, argument))
	return nil, false
}

// fileNames are the names that were said for the file of an operation.
func fileNames(tl tool, entities map[string]any, argument string) []string {
	if argument == "" {
		return nil
	}
	var names []string
	for _, slot := range slices.Sorted(maps.Keys(entities)) {
		if slot != "ref" && argumentOf(tl, slot) == argument {
			names = append(names, texts(entities[slot])...)
		}
	}
	return names
}

// allOf are the files of those names. It says which is not there, and gives false.
func (t *turn) allOf(tl tool, files []ops.ArtifactRef, names []string) ([]ops.ArtifactRef, bool) {
	var found []ops.ArtifactRef
	for _, name := range names {
		f := fileCalled(files, name)
		if f == nil {
			t.reply.Code = operation.CodeNotFound
			t.say(statusFailed, fmt.Sprintf("There is no file called %q, so I did nothing: %s. Say it again with the names as \"list my files\" shows them.", name, lowerFirst(tl.spec.Chat.Label)))
			return nil, false
		}
		if !slices.ContainsFunc(found, func(o ops.ArtifactRef) bool { return o.ID == f.ID }) {
			found = append(found, *f)
		}
	}
	return found, true
}

// fileCalled is the newest file of a name, nil if there is none.
func fileCalled(files []ops.ArtifactRef, name string) *ops.ArtifactRef {
	for i := range files {
		if name != "" && sameFile(files[i].Name, name) {
			return &files[i]
		}
	}
	return nil
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
