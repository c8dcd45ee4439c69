// Package web is the web app: its sources, which npm builds (make build), and the result,
// which the command embeds.
package web

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
)

//go:embed all:dist
var dist embed.FS

// Pages gives the built app: index.html, and below assets/ files that never change, since
// their names have their content's hash. It is nil if the app was not built.
func Pages() fs.FS {
	if _, err := fs.Stat(dist, "dist/index.html"); err != nil {
		return nil
	}
	pages, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil
	}
	return pages
}

// pages are the first segments of the addresses in src/app/router.tsx.
var pages = []string{"chat", "dashboard", "files", "forgot", "open", "reset", "settings", "shared", "sign-in", "sign-up", "tools", "verify"}

// PageNames gives those segments, "" for the landing page.
func PageNames() []string { return append([]string{""}, pages...) }

// IsPage reports whether the app shows something at a path, which index.html is served for.
func IsPage(path string) bool {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return path == "/" || slices.Contains(pages, first)
}
