package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/schollz/progressbar/v3"

	chatops "github.com/aio-creative-hub/aio/shared/chat/ops"
)

const (
	maxName      = 100     // bytes of a file name without extension: every file system takes it
	maxExtension = 8       // bytes with the dot, e.g. .geojson
	maxVersions  = 10_000  // of a name: name-2, name-3, …
	barFrom      = 1 << 20 // bytes from which a progress bar is worth its line
)

// extensions of the content types that the product makes.
var extensions = map[string]string{"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "image/gif": ".gif",
	"image/svg+xml": ".svg", "application/pdf": ".pdf", "video/mp4": ".mp4", "video/webm": ".webm"}

// files saves the files that a reply brings; a list of files is only shown.
func (ch *chat) files(ctx context.Context, r *chatops.Reply) error {
	if r.Intent.Tool == "artifact" && r.Intent.Operation == "list" {
		for _, a := range r.Artifacts {
			ch.screen.say("  %s  %s", a.ID, described(a))
		}
		return nil
	}
	for _, a := range r.Artifacts {
		path, err := ch.save(ctx, a)
		if err != nil {
			return fmt.Errorf("save %s: %w", printable(a.Name), err)
		}
		ch.screen.say("  saved %s  %s", path, described(a))
	}
	return nil
}

// described tells size and dimensions, for people.
func described(a chatops.ArtifactRef) string {
	text := fmt.Sprintf("%d bytes", a.Bytes)
	if a.Bytes >= 10_000 {
		text = fmt.Sprintf("%.0f kB", float64(a.Bytes)/1000)
	}
	if a.Width > 0 && a.Height > 0 {
		text += fmt.Sprintf(", %d×%d pixels", a.Width, a.Height)
	}
	return text
}

// save downloads a file. It never replaces one, and leaves none that is incomplete.
func (ch *chat) save(ctx context.Context, a chatops.ArtifactRef) (path string, err error) {
	body, _, err := ch.c.Artifact(ctx, a.ID)
	if err != nil {
		return "", err
	}
	defer body.Close() //nolint:errcheck // only read from
	f, err := createFile(ch.flags.out, fileName(a))
	if err != nil {
		return "", err
	}
	defer func() {
		if err = errors.Join(err, f.Close()); err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	to := io.Writer(f)
	if isTerminal(ch.screen.err) && a.Bytes >= barFrom {
		to = io.MultiWriter(f, progressbar.NewOptions64(a.Bytes, progressbar.OptionSetWriter(ch.screen.err),
			progressbar.OptionShowBytes(true), progressbar.OptionSetDescription(filepath.Base(f.Name())), progressbar.OptionClearOnFinish()))
	}
	n, err := io.Copy(to, body)
	if err == nil && a.Bytes > 0 && n != a.Bytes {
		err = fmt.Errorf("%d of %d bytes arrived", n, a.Bytes)
	}
	return f.Name(), err
}

// createFile makes a new file in a directory: name.png, or name-2.png if that is taken.
func createFile(dir, name string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // a directory like any other of the person
		return nil, err
	}
	ext := filepath.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	for n := 1; n <= maxVersions; n++ {
		if n > 1 {
			name = stem + "-" + strconv.Itoa(n) + ext
		}
		f, err := os.OpenFile(filepath.Join(dir, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) //nolint:gosec // the person's own file, its name cleaned
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
	return nil, fmt.Errorf("there are %d files named %s", maxVersions, name)
}

// fileName makes a safe file name of an artifact's name: no folders, no hidden file, no
// characters that a file system or a shell takes for its own.
func fileName(a chatops.ArtifactRef) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError, unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return -1
		case strings.ContainsRune(`/\:*?"<>|$`+"`", r):
			return '-'
		}
		return r
	}, a.Name)
	written := filepath.Ext(name)
	if len(written) > maxExtension || strings.ContainsAny(written, " -") {
		written = "" // the name just has a dot
	}
	ext := strings.ToLower(written) // some letters are longer in lower case
	if want, known := extensions[a.ContentType]; known && ext != want && (want != ".jpg" || ext != ".jpeg") {
		ext = want
	} else {
		name = name[:len(name)-len(written)]
	}
	name = strings.Trim(name, " .-")
	for len(name) > maxName {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	if name = strings.TrimRight(name, " ."); name == "" {
		name = "artifact"
	}
	return name + ext
}
