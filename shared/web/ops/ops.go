// Package ops declares the operations of the area webdesign: sites of web pages made of
// components. The tool is not built; the operations are planned.
//
// Argument names are the chat's slot names wherever there is a slot. The schema's format
// says the unit: px (of CSS), fraction (0 to 1).
package ops

import (
	"maps"
	"net/http"

	artifactops "github.com/aio-creative-hub/aio/shared/artifact/ops"
	documentops "github.com/aio-creative-hub/aio/shared/document/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
)

const (
	area = "webdesign"
	// base is where the area's routes begin.
	base = "/api/v1/tools/web/sites"
)

// SiteInput names a site.
type SiteInput struct {
	SiteID string `path:"siteId" maxLength:"64"`
}

// planned is what the area's operations have in common.
func planned(id, method, path, summary string, chat operation.Chat) operation.Spec {
	return operation.Spec{ID: "web." + id, Area: area, Method: method, Path: base + path, Summary: summary,
		Auth: operation.User, Limit: operation.LimitTools, Planned: true, Price: operation.PriceRequest, Chat: &chat}
}

func ask(more map[string]string) map[string]string {
	m := map[string]string{"siteId": "There is no web page yet. What should it be about?"}
	maps.Copy(m, more)
	return m
}

// NewSite describes pages, or parts of one, to make.
type NewSite struct {
	Page       []string `json:"page,omitempty" maxItems:"20" doc:"Kinds of pages, e.g. landing, home, about, contact, pricing"`
	Component  []string `json:"component,omitempty" maxItems:"40" doc:"Parts, in snake_case, e.g. navbar, hero, contact_form, pricing_table"`
	Subject    *string  `json:"subject,omitempty" minLength:"1" maxLength:"400" doc:"What it is for or about"`
	Theme      []string `json:"theme,omitempty" maxItems:"8" doc:"How it looks, e.g. dark, light, minimal"`
	Framework  []string `json:"framework,omitempty" maxItems:"4" doc:"E.g. react, vue, tailwind, bootstrap; plain HTML and CSS if absent"`
	Language   []string `json:"language,omitempty" maxItems:"8" doc:"Of the code (html, css, javascript), or of the texts (english)"`
	Color      []string `json:"color,omitempty" maxItems:"8" doc:"Colours to use: CSS names, hex"`
	Background *string  `json:"background,omitempty" maxLength:"64" doc:"Of the page: CSS name, hex, rgb(), hsl()"`
	Font       *string  `json:"font,omitempty" maxLength:"100" doc:"Font family"`
	Columns    *int     `json:"columns,omitempty" minimum:"1" maximum:"12"`
	Count      *int     `json:"count,omitempty" minimum:"1" maximum:"100" doc:"How many of the part, or if there is none of the pages"`
	Name       *string  `json:"name,omitempty" minLength:"1" maxLength:"200" doc:"Of the site"`
	CommitID   string   `json:"commitId,omitempty" pattern:"^[0-9A-Za-z_-]{8,64}$" doc:"Makes the request idempotent; the Idempotency-Key serves if absent"`
}

// GenerateInput is the input of Generate.
type GenerateInput struct{ Body NewSite }

// Generate will make a site.
var Generate = operation.Op[GenerateInput, documentops.ChangedOutput]{Spec: operation.Created(planned("generate", http.MethodPost, "", "Make a web page or a part of one",
	operation.Chat{Label: "Make a web page", Example: "Make a new web page", Creates: true,
		Ask: map[string]string{"subject": "What should the page be about?", "page": "What should I make: a whole page, or a part such as a navbar or a contact form?"}}))}

// Edit says what changes; what is absent stays.
type Edit struct {
	documentops.Guarded
	Component  []string `json:"component,omitempty" maxItems:"20" doc:"What is changed, in snake_case; the whole page if absent"`
	Page       *string  `json:"page,omitempty" maxLength:"100" doc:"On which page; the one shown last if absent"`
	Target     []string `json:"target,omitempty" maxItems:"4" doc:"What it is placed by, or where a link leads"`
	Action     *string  `json:"action,omitempty" enum:"remove" doc:"Absent: change it, or add it if it is not there"`
	Text       *string  `json:"text,omitempty" maxLength:"40000"`
	Color      []string `json:"color,omitempty" maxItems:"8" doc:"CSS names, hex, rgb(), hsl()"`
	Background *string  `json:"background,omitempty" maxLength:"64"`
	Font       *string  `json:"font,omitempty" maxLength:"100" doc:"Font family"`
	Size       *float64 `json:"size,omitempty" format:"px" exclusiveMinimum:"0" maximum:"4096" doc:"Font size"`
	Width      *float64 `json:"width,omitempty" format:"px" exclusiveMinimum:"0" maximum:"16384"`
	Height     *float64 `json:"height,omitempty" format:"px" exclusiveMinimum:"0" maximum:"16384"`
	Radius     *float64 `json:"radius,omitempty" format:"px" minimum:"0" maximum:"16384" doc:"Corner radius"`
	Opacity    *float64 `json:"opacity,omitempty" format:"fraction" minimum:"0" maximum:"1"`
	Position   *string  `json:"position,omitempty" enum:"top_left,top,top_right,left,center,right,bottom_left,bottom,bottom_right"`
	Columns    *int     `json:"columns,omitempty" minimum:"1" maximum:"12"`
	Theme      *string  `json:"theme,omitempty" maxLength:"40" doc:"E.g. dark, light, minimal"`
}

// ChangeInput is the input of Change.
type ChangeInput struct {
	SiteInput
	Body Edit
}

// Change will edit a site.
var Change = operation.Op[ChangeInput, documentops.ChangedOutput]{Spec: planned("edit", http.MethodPatch, "/{siteId}", "Change a web page",
	operation.Chat{Label: "Change the web page", Example: "Change something on the web page", Document: "siteId",
		Ask: ask(map[string]string{"component": "Which part of the page do you mean?", "text": "What should it say?"})})}

// Checks says what is checked.
type Checks struct {
	Rule      []string `json:"rule,omitempty" maxItems:"20" doc:"E.g. html, css, links, accessibility, contrast, alt_text, headings, seo, performance; all if absent"`
	Level     *string  `json:"level,omitempty" enum:"A,AA,AAA" doc:"Of accessibility (WCAG 2.2); AA if absent"`
	Page      *string  `json:"page,omitempty" maxLength:"100" doc:"Absent: all pages"`
	Component []string `json:"component,omitempty" maxItems:"20" doc:"Absent: whole pages"`
	File      []string `json:"file,omitempty" maxItems:"20" doc:"Files of the site, e.g. style.css"`
}

// ValidateInput is the input of Validate.
type ValidateInput struct {
	SiteInput
	Body Checks
}

// Finding is something that is wrong with a site.
type Finding struct {
	Rule    string `json:"rule"`
	Level   string `json:"level" enum:"error,warning,note"`
	Page    string `json:"page"`
	Place   string `json:"place,omitempty" doc:"CSS selector"`
	Message string `json:"message" doc:"What is wrong and how to mend it, for people"`
}

// Findings is what was found, the worst first.
type Findings struct {
	Items []Finding `json:"items"`
}

// FindingsOutput carries findings.
type FindingsOutput struct{ Body Findings }

// Validate will check a site.
var Validate = operation.Op[ValidateInput, FindingsOutput]{Spec: planned("validate", http.MethodPost, "/{siteId}/validate", "Check a web page: markup, links, accessibility",
	operation.Chat{Label: "Check the web page", Example: "Check the web page for mistakes", Document: "siteId",
		Ask: ask(map[string]string{"rule": "What should I check: the HTML, the links, accessibility?"})})}

// Looking says how the page is looked at.
type Looking struct {
	Device      []string `json:"device,omitempty" maxItems:"8" doc:"mobile, tablet, desktop, or a model, e.g. iphone_15"`
	Breakpoint  *string  `json:"breakpoint,omitempty" pattern:"^(xs|sm|md|lg|xl|2xl|xxl|[0-9]{2,5}(px)?)$" doc:"A named one, or a width, e.g. md, 768px"`
	Width       *float64 `json:"width,omitempty" format:"px" minimum:"1" maximum:"16384"`
	Height      *float64 `json:"height,omitempty" format:"px" minimum:"1" maximum:"16384"`
	Orientation *string  `json:"orientation,omitempty" enum:"portrait,landscape"`
	Page        *string  `json:"page,omitempty" maxLength:"100" doc:"Absent: the one shown last"`
	File        *string  `json:"file,omitempty" maxLength:"200" doc:"The page by its file, e.g. menu.html"`
	Theme       []string `json:"theme,omitempty" maxItems:"2" doc:"Which of the page's, e.g. dark"`
	Browser     *string  `json:"browser,omitempty" maxLength:"40" doc:"Whose rendering, e.g. safari"`
}

// PreviewInput is the input of Preview.
type PreviewInput struct {
	SiteInput
	Body Looking
}

// FilesOutput carries the files made.
type FilesOutput struct{ Body artifactops.ArtifactPage }

// Preview will show a site.
var Preview = operation.Op[PreviewInput, FilesOutput]{Spec: operation.Created(planned("preview", http.MethodPost, "/{siteId}/previews", "Get pictures of a web page on devices",
	operation.Chat{Label: "See the web page on a device", Example: "Preview the web page", Document: "siteId",
		Ask: ask(map[string]string{"device": "On which device: mobile, tablet or desktop?"})}))}

// Packing says how the site is written.
type Packing struct {
	Format    []string `json:"format,omitempty" maxItems:"8" doc:"zip, or of a single page html; or source files alone: css, js, jsx, tsx; zip if absent"`
	Target    *string  `json:"target,omitempty" maxLength:"40" doc:"The host the files are laid out for, with its configuration, e.g. netlify, github_pages, vercel. Nothing is sent there"`
	Framework []string `json:"framework,omitempty" maxItems:"4" doc:"Write the components for it, e.g. react"`
	Page      []string `json:"page,omitempty" maxItems:"20" doc:"Absent: all pages"`
	Name      *string  `json:"name,omitempty" maxLength:"200" doc:"File name without extension"`
	Seq       int64    `json:"seq,omitempty" minimum:"0" doc:"An earlier sequence number; the newest if absent"`
}

// ExportInput is the input of Export.
type ExportInput struct {
	SiteInput
	Body Packing
}

// Export will make files of a site. It publishes nothing, whatever host is named, so it is
// not careful.
var Export = operation.Op[ExportInput, FilesOutput]{Spec: operation.Rendered(operation.Created(planned("export", http.MethodPost, "/{siteId}/export", "Make files of a web page, ready for a host",
	operation.Chat{Label: "Export the web page", Example: "Export the web page", Document: "siteId", Slots: map[string]string{"file": "name"},
		Ask: ask(map[string]string{"format": "Which format: a zip, or one html file?"})})))}

// All lists the area's operations.
func All() []operation.Declared {
	return []operation.Declared{Generate, Change, Validate, Preview, Export}
}
