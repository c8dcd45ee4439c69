// Package ops declares the operations of the area graphics: canvases with layers.
//
// Coordinates are canvas pixels, x to the right and y down, the origin at the top left.
// Argument names are the chat's slot names wherever there is a slot, so that a request
// in words and a request in JSON are the same thing. The schema's format says the unit:
// px, degrees, fraction (0 to 1), factor, percent.
package ops

import (
	"time"

	documentops "github.com/aio-creative-hub/aio/shared/document/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
)

const area = "graphics"

// Canvas is a canvas as a whole.
type Canvas struct {
	ID         string    `json:"id" example:"doc_01J8Z3"`
	Name       string    `json:"name"`
	Seq        int64     `json:"seq" doc:"Sequence number of the last commit"`
	Width      float64   `json:"width" format:"px"`
	Height     float64   `json:"height" format:"px"`
	Background string    `json:"background" doc:"#rrggbb or #rrggbbaa"`
	Layers     []Layer   `json:"layers" doc:"From back to front"`
	UpdatedAt  time.Time `json:"updatedAt"`
	Notes      []string  `json:"notes,omitempty" doc:"When it was created: what is not shown as was asked, for people"`
}

// Layer is an object of a canvas. Props are the layer's own properties by name, in the
// units of the corresponding arguments.
type Layer struct {
	ID    string                   `json:"id"`
	Type  string                   `json:"type" enum:"rectangle,ellipse,line,text,image"`
	Order string                   `json:"order" doc:"Fractional key among siblings; greater is in front"`
	Props map[string]operation.Raw `json:"props"`
}

// Change is the answer of everything that changes a canvas.
type Change struct {
	CanvasID string   `json:"canvasId"`
	CommitID string   `json:"commitId"`
	Seq      int64    `json:"seq" doc:"The commit's sequence number"`
	LayerID  string   `json:"layerId,omitempty" doc:"The layer made or changed"`
	Changed  []string `json:"changed,omitempty" doc:"Ids of all objects made, changed or removed"`
	Notes    []string `json:"notes,omitempty" doc:"What is not shown as was asked, for people"`
}

// ChangeOutput carries a change.
type ChangeOutput struct{ Body Change }

// Commit is embedded in every request that changes a canvas.
type Commit = documentops.Guarded

// CanvasInput names a canvas.
type CanvasInput struct {
	CanvasID string `path:"canvasId" maxLength:"64"`
}

// LayerInput names a layer of a canvas.
type LayerInput struct {
	CanvasInput
	Layer string `path:"layer" maxLength:"200" doc:"The layer's id, its name, or $last for the newest"`
}

// Style is what a layer looks like; what is absent stays or takes its default.
type Style struct {
	Name        *string  `json:"name,omitempty" minLength:"1" maxLength:"200"`
	Text        *string  `json:"text,omitempty" maxLength:"40000" doc:"Of text layers; lines separated by \\n"`
	Color       *string  `json:"color,omitempty" maxLength:"64" doc:"Fill colour: CSS name, hex, rgb(), hsl()"`
	Stroke      *string  `json:"stroke,omitempty" maxLength:"64" doc:"Outline colour"`
	StrokeWidth *float64 `json:"strokeWidth,omitempty" format:"px" minimum:"0" maximum:"16384"`
	X           *float64 `json:"x,omitempty" format:"px" doc:"Left edge of the unrotated box"`
	Y           *float64 `json:"y,omitempty" format:"px" doc:"Top edge of the unrotated box"`
	Width       *float64 `json:"width,omitempty" format:"px" exclusiveMinimum:"0" maximum:"16384"`
	Height      *float64 `json:"height,omitempty" format:"px" exclusiveMinimum:"0" maximum:"16384"`
	Position    *string  `json:"position,omitempty" enum:"top_left,top,top_right,left,center,right,bottom_left,bottom,bottom_right,upper_third,lower_third" doc:"Where on the canvas, instead of x and y"`
	Size        *float64 `json:"size,omitempty" format:"px" exclusiveMinimum:"0" maximum:"4096" doc:"Font size"`
	Font        *string  `json:"font,omitempty" maxLength:"100" doc:"Font family"`
	Weight      *int     `json:"weight,omitempty" minimum:"100" maximum:"900" doc:"Font weight"`
	Italic      *bool    `json:"italic,omitempty"`
	Align       *string  `json:"align,omitempty" enum:"left,center,right"`
	LineHeight  *float64 `json:"lineHeight,omitempty" format:"factor" exclusiveMinimum:"0" maximum:"10"`
	Radius      *float64 `json:"radius,omitempty" format:"px" minimum:"0" maximum:"16384" doc:"Corner radius; of a circle its radius"`
	Angle       *float64 `json:"angle,omitempty" format:"degrees" minimum:"-36000" maximum:"36000" doc:"Rotation, clockwise"`
	Opacity     *float64 `json:"opacity,omitempty" format:"fraction" minimum:"0" maximum:"1"`
	Blend       *string  `json:"blend,omitempty" enum:"normal,multiply,screen,overlay,darken,lighten,color-dodge,color-burn,hard-light,soft-light,difference,exclusion,hue,saturation,color,luminosity"`
	Visible     *bool    `json:"visible,omitempty"`
	Order       *string  `json:"order,omitempty" enum:"front,back,forward,backward" doc:"Place among the layers"`
	ArtifactID  *string  `json:"artifactId,omitempty" minLength:"1" maxLength:"64" doc:"Of image layers: the picture"`
}
