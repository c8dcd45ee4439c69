package web_test

import (
	"os"
	"regexp"
	"testing"

	"github.com/aio-creative-hub/aio/web"
)

// Every address of the app's router is one that its page is served for.
func TestIsPageHasTheRoutersPaths(t *testing.T) {
	source, err := os.ReadFile("src/app/router.tsx")
	if err != nil {
		t.Fatal(err)
	}
	paths := regexp.MustCompile(`path="(/[^"]*)"`).FindAllStringSubmatch(string(source), -1)
	if len(paths) < 5 {
		t.Fatalf("found only the paths %v", paths)
	}
	for _, p := range paths {
		if !web.IsPage(p[1]) {
			t.Errorf("%s is in the router and not in pages", p[1])
		}
	}
}

func TestIsPageIsNotEverything(t *testing.T) {
	for _, path := range []string{"/api/v1/chat", "/nothing", "/ws", "/assets/x.js", "", "/chats"} {
		if web.IsPage(path) {
			t.Errorf("%q is a page", path)
		}
	}
}
