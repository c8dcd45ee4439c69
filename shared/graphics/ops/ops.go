package ops

import (
	"net/http"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// base is where the area's routes begin.
const base = "/api/v1/tools/graphics/canvases"

// grants are what changing a canvas needs.
func grants() []operation.Grant {
	return []operation.Grant{operation.Table("work", operation.ReadWrite), operation.Blob("documents", operation.ReadWrite)}
}

func ask(more map[string]string) map[string]string {
	m := map[string]string{"canvasId": "There is no picture yet. What size should it be?", "layer": "Which layer do you mean?"}
	for k, v := range more {
		m[k] = v
	}
	return m
}

// NewCanvas describes a canvas, and a title if text is given.
type NewCanvas struct {
	Name        *string  `json:"name,omitempty" minLength:"1" maxLength:"200"`
	Width       *float64 `json:"width,omitempty" format:"px" minimum:"1" maximum:"16384"`
	Height      *float64 `json:"height,omitempty" format:"px" minimum:"1" maximum:"16384"`
	Preset      *string  `json:"preset,omitempty" maxLength:"40" doc:"A named size, e.g. instagram_square, a4, 4k"`
	Orientation *string  `json:"orientation,omitempty" enum:"portrait,landscape" doc:"Which side of a preset or of the usual size is the longer one"`
	Background  *string  `json:"background,omitempty" maxLength:"64" doc:"CSS name, hex, rgb(), hsl() or transparent"`
	Text        *string  `json:"text,omitempty" maxLength:"40000" doc:"A title"`
	Color       *string  `json:"color,omitempty" maxLength:"64" doc:"Colour of the title"`
	Size        *float64 `json:"size,omitempty" format:"px" exclusiveMinimum:"0" maximum:"4096" doc:"Font size of the title"`
	Font        *string  `json:"font,omitempty" maxLength:"100" doc:"Font family of the title"`
	Position    *string  `json:"position,omitempty" enum:"top_left,top,top_right,left,center,right,bottom_left,bottom,bottom_right,upper_third,lower_third" doc:"Where the title goes"`
	CommitID    string   `json:"commitId,omitempty" pattern:"^[0-9A-Za-z_-]{8,64}$" doc:"Makes the request idempotent; the Idempotency-Key serves if absent"`
}

// CreateInput is the input of Create.
type CreateInput struct{ Body NewCanvas }

// CanvasOutput carries a canvas.
type CanvasOutput struct{ Body Canvas }

// Create makes a canvas.
var Create = operation.Op[CreateInput, CanvasOutput]{Spec: operation.Spec{
	ID: "graphics.create", Area: area, Method: http.MethodPost, Path: base,
	Summary: "Create a canvas", Auth: operation.User, Limit: operation.LimitTools, Status: http.StatusCreated,
	Grants: grants(), Price: operation.PriceRequest,
	Chat: &operation.Chat{Label: "Start a new picture", Example: "Create a new canvas", Creates: true, Show: "graphics.export",
		Slots:   map[string]string{"subject": ""}, // what it is for is not seen on it
		NotDone: []string{"dpi", "shape"}},
}}

// Get reads a canvas.
var Get = operation.Op[CanvasInput, CanvasOutput]{Spec: operation.Spec{
	ID: "graphics.get", Area: area, Method: http.MethodGet, Path: base + "/{canvasId}",
	Summary: "Read a canvas", Auth: operation.User, Limit: operation.LimitGlobal,
	Grants: grants(), Price: operation.PriceFree,
}}

// NewLayer describes a layer to add.
type NewLayer struct {
	Commit
	Shape string `json:"shape,omitempty" enum:"rectangle,square,ellipse,circle,line,text,image" doc:"What to add; text if only text is given, image if only artifactId is"`
	Style
}

// AddLayerInput is the input of AddLayer.
type AddLayerInput struct {
	CanvasInput
	Body NewLayer
}

// AddLayer adds a layer in front of the others.
var AddLayer = operation.Op[AddLayerInput, ChangeOutput]{Spec: operation.Spec{
	ID: "graphics.add_layer", Area: area, Method: http.MethodPost, Path: base + "/{canvasId}/layers",
	Summary: "Add a layer", Auth: operation.User, Limit: operation.LimitTools, Status: http.StatusCreated,
	Grants: append(grants(), operation.Invoke("artifact.open")), Price: operation.PriceRequest,
	Chat: &operation.Chat{Label: "Add something to the picture", Example: "Add a new layer to the picture", Document: "canvasId", Show: "graphics.export",
		Slots:   map[string]string{"stroke_width": "strokeWidth", "diameter": "size", "file": "artifactId", "layer": "name"},
		NotDone: []string{"subject", "background", "count", "target"}, Ask: ask(map[string]string{
			"shape": "What should I add: a text, a rectangle, an ellipse, a line or an image?", "text": "What should the text say?", "artifactId": "Which of your files should it show?"})},
}}

// LayerPatch changes a layer; what is absent stays. Background changes the canvas's.
type LayerPatch struct {
	Commit
	Style
	Background *string `json:"background,omitempty" maxLength:"64" doc:"New background of the whole canvas"`
}

// EditLayerInput is the input of EditLayer.
type EditLayerInput struct {
	LayerInput
	Body LayerPatch
}

// EditLayer changes a layer, or the canvas itself if the layer is called "root".
var EditLayer = operation.Op[EditLayerInput, ChangeOutput]{Spec: operation.Spec{
	ID: "graphics.edit_layer", Area: area, Method: http.MethodPatch, Path: base + "/{canvasId}/layers/{layer}",
	Summary: "Change a layer", Description: `The layer "root" is the canvas itself: its background, width, height and name.`,
	Auth: operation.User, Limit: operation.LimitEdit, Grants: append(grants(), operation.Invoke("artifact.open")), Price: operation.PriceRequest,
	Chat: &operation.Chat{Label: "Change a layer", Example: "Edit the layer", Document: "canvasId", Show: "graphics.export",
		Slots: map[string]string{"ref": "layer", "target": "layer", "stroke_width": "strokeWidth", "diameter": "size", "file": "artifactId", "anchor": "align"},
		Ask: ask(map[string]string{"color": "What should change? For example: make it blue, font size 40, 50% transparent.",
			"artifactId": "Which of your files should it show?"})},
}}

// DeleteRequest is what deleting a layer takes, in the query.
type DeleteRequest struct {
	LayerInput
	CommitID string `query:"commitId" pattern:"^[0-9A-Za-z_-]{8,64}$" doc:"Makes the request idempotent; the Idempotency-Key serves if absent"`
	Basis    int64  `query:"basis" minimum:"0" doc:"The sequence number you have seen"`
	Strict   bool   `query:"strict" doc:"Refuse (409) if somebody changed the layer since the basis"`
}

// DeleteLayer removes a layer.
var DeleteLayer = operation.Op[DeleteRequest, ChangeOutput]{Spec: operation.Spec{
	ID: "graphics.delete_layer", Area: area, Method: http.MethodDelete, Path: base + "/{canvasId}/layers/{layer}",
	Summary: "Delete a layer", Auth: operation.User, Limit: operation.LimitEdit, Grants: grants(), Price: operation.PriceRequest,
	Chat: &operation.Chat{Label: "Remove a layer", Example: "Delete the layer", Document: "canvasId", Show: "graphics.export", Slots: map[string]string{"ref": "layer", "target": "layer"},
		NotDone: []string{"count", "except", "color", "position"}, Ask: ask(nil)},
}}

// Transformation moves, scales or turns a layer; all of it is relative to what is there
// when it is carried out, but width, height and position.
type Transformation struct {
	Commit
	DX       *float64 `json:"dx,omitempty" format:"px" minimum:"-32768" maximum:"32768" doc:"To the right by"`
	DY       *float64 `json:"dy,omitempty" format:"px" minimum:"-32768" maximum:"32768" doc:"Down by"`
	Factor   *float64 `json:"factor,omitempty" format:"factor" exclusiveMinimum:"0" maximum:"1000" doc:"Scale around the centre by"`
	Angle    *float64 `json:"angle,omitempty" format:"degrees" minimum:"-36000" maximum:"36000" doc:"Turn clockwise by"`
	Width    *float64 `json:"width,omitempty" format:"px" exclusiveMinimum:"0" maximum:"16384"`
	Height   *float64 `json:"height,omitempty" format:"px" exclusiveMinimum:"0" maximum:"16384"`
	Position *string  `json:"position,omitempty" enum:"top_left,top,top_right,left,center,right,bottom_left,bottom,bottom_right,upper_third,lower_third"`
	Order    *string  `json:"order,omitempty" enum:"front,back,forward,backward"`
}

// TransformInput is the input of Transform.
type TransformInput struct {
	LayerInput
	Body Transformation
}

// Transform moves, scales, turns or reorders a layer.
var Transform = operation.Op[TransformInput, ChangeOutput]{Spec: operation.Spec{
	ID: "graphics.transform", Area: area, Method: http.MethodPost, Path: base + "/{canvasId}/layers/{layer}/transform",
	Summary: "Move, scale, turn or reorder a layer", Auth: operation.User, Limit: operation.LimitEdit, Grants: grants(), Price: operation.PriceRequest,
	Chat: &operation.Chat{Label: "Move, resize or rotate", Example: "Resize the layer", Document: "canvasId", Show: "graphics.export", Slots: map[string]string{"ref": "layer", "target": "layer"},
		NotDone: []string{"size", "axis", "anchor", "aspect"}, Ask: ask(map[string]string{"factor": "How? For example: twice as big, 20% smaller, 50px to the left, 45 degrees."})},
}}

// Filtering names effects.
type Filtering struct {
	Commit
	Effect []string `json:"effect" minItems:"1" maxItems:"8"`
	Amount *float64 `json:"amount,omitempty" format:"fraction"`
	Radius *float64 `json:"radius,omitempty" format:"px" minimum:"0" maximum:"4096" doc:"Of a blur, a glow or a shadow"`
	Color  []string `json:"color,omitempty" maxItems:"4" doc:"Of a tint, a glow or a shadow: CSS names, hex"`
	Except []string `json:"except,omitempty" maxItems:"20" doc:"Layers that stay as they are"`
}

// FilterInput is the input of Filter.
type FilterInput struct {
	LayerInput
	Body Filtering
}

// Filter will apply effects to a layer.
var Filter = operation.Op[FilterInput, ChangeOutput]{Spec: operation.Spec{
	ID: "graphics.filter", Area: area, Method: http.MethodPost, Path: base + "/{canvasId}/layers/{layer}/filters",
	Summary: "Apply effects to a layer", Auth: operation.User, Limit: operation.LimitEdit, Planned: true, Price: operation.PriceRequest,
	Chat: &operation.Chat{Label: "Apply an effect", Example: "Apply a filter to the picture", Document: "canvasId", Slots: map[string]string{"ref": "layer", "target": "layer"},
		Ask: ask(map[string]string{"effect": "Which effect? For example: blur, grayscale, brighter, a shadow."})},
}}

// UndoInput is the input of Undo.
type UndoInput struct {
	CanvasInput
	Body UndoStep
}

// UndoStep says what to take back.
type UndoStep struct {
	Step
	Last int64 `json:"last,omitempty" minimum:"0" doc:"Take back only the change with this sequence number, and nothing if it is not your last"`
}

// StepInput is the input of Redo.
type StepInput struct {
	CanvasInput
	Body Step
}

// Step makes undo and redo idempotent.
type Step struct {
	CommitID string `json:"commitId,omitempty" pattern:"^[0-9A-Za-z_-]{8,64}$" doc:"Makes the request idempotent; the Idempotency-Key serves if absent"`
	Basis    int64  `json:"basis,omitempty" minimum:"0" doc:"The sequence number you have seen"`
}

func step(id, verb, summary, label, example string) operation.Spec {
	return operation.Spec{ID: id, Area: area, Method: http.MethodPost, Path: base + "/{canvasId}/" + verb, Summary: summary,
		Auth: operation.User, Limit: operation.LimitEdit, Grants: grants(), Price: operation.PriceFree,
		Chat: &operation.Chat{Label: label, Example: example, Document: "canvasId", Show: "graphics.export", Repeat: "count", Ask: ask(nil)}}
}

// Undo takes back one's own last change.
var Undo = operation.Op[UndoInput, ChangeOutput]{Spec: step("graphics.undo", "undo", "Take back your last change", "Undo the last change", "Undo the last change")}

// Redo makes one's own last undone change again.
var Redo = operation.Op[StepInput, ChangeOutput]{Spec: step("graphics.redo", "redo", "Make your last undone change again", "Redo the undone change", "Redo the change that I undid")}

// ExportRequest says how to write the picture.
type ExportRequest struct {
	Format  string   `json:"format,omitempty" enum:"png,jpg" default:"png"`
	Quality *float64 `json:"quality,omitempty" format:"percent" minimum:"1" maximum:"100" doc:"Of jpg; 90 if absent"`
	Scale   *float64 `json:"scale,omitempty" format:"factor" minimum:"0.01" maximum:"16" doc:"1 if absent"`
	Seq     int64    `json:"seq,omitempty" minimum:"0" doc:"An earlier sequence number; the newest if absent"`
	Name    string   `json:"name,omitempty" maxLength:"200" doc:"File name without extension"`
}

// ExportInput is the input of Export.
type ExportInput struct {
	CanvasInput
	Body ExportRequest
}

// Exported is the answer of Export.
type Exported struct {
	ArtifactID  string    `json:"artifactId"`
	Name        string    `json:"name"`
	ContentType string    `json:"contentType"`
	Bytes       int64     `json:"bytes"`
	Width       int       `json:"width"`
	Height      int       `json:"height"`
	Seq         int64     `json:"seq"`
	CreatedAt   time.Time `json:"createdAt"`
}

// ExportOutput carries the artifact made.
type ExportOutput struct{ Body Exported }

// Export renders a canvas into an artifact.
var Export = operation.Op[ExportInput, ExportOutput]{Spec: operation.Spec{
	ID: "graphics.export", Area: area, Method: http.MethodPost, Path: base + "/{canvasId}/export",
	Summary: "Render a canvas into a file", Auth: operation.User, Limit: operation.LimitTools, Status: http.StatusCreated,
	MemoryMB: 1769, Timeout: 25 * time.Second, // one vCPU; the largest canvas takes seconds
	Grants: []operation.Grant{operation.Table("work", operation.ReadWrite), operation.Blob("documents", operation.Read),
		operation.Blob("artifacts", operation.ReadWrite), operation.Invoke("artifact.create"), operation.Invoke("artifact.open")},
	Price: operation.PriceRender,
	Chat: &operation.Chat{Label: "Export the picture", Example: "Export the picture", Document: "canvasId", Slots: map[string]string{"file": "name", "factor": "scale"},
		NotDone: []string{"width", "height", "size", "dpi", "resolution", "background", "max_size", "preset"}, Ask: ask(map[string]string{"format": "Which format: png or jpg?"})},
}}

// All lists the area's operations.
func All() []operation.Declared {
	return []operation.Declared{Create, Get, AddLayer, EditLayer, DeleteLayer, Transform, Filter, Undo, Redo, Export, Preview, Picture}
}
