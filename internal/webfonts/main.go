// Command webfonts writes the fonts of the renderer for the web app, with the style sheet
// that names them, so that the editor in the browser sets text as the server does.
//
//	go run ./internal/webfonts
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/aio-creative-hub/aio/shared/graphics/text"
)

// dir is where they go, from the module's root.
const dir = "web/src/fonts"

func main() {
	if err := write(); err != nil {
		fmt.Fprintln(os.Stderr, "webfonts:", err)
		os.Exit(1)
	}
}

func write() error {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	var css strings.Builder
	for _, f := range text.Embedded().Faces() {
		if err := os.WriteFile(filepath.Join(dir, f.FileName()), f.TTF, 0o600); err != nil {
			return err
		}
		css.WriteString(rule(f))
	}
	return os.WriteFile(filepath.Join(dir, "fonts.css"), []byte(css.String()), 0o600)
}

// rule names a face (CSS Fonts Level 4, section 4).
func rule(f text.Face) string {
	style := "normal"
	if f.Italic {
		style = "italic"
	}
	return fmt.Sprintf("@font-face { font-family: %q; font-weight: %d %d; font-style: %s; src: url(\"./%s\") format(\"truetype\"); }\n",
		f.Family, f.From, f.To, style, f.FileName())
}
