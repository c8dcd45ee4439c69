// Package ops declares the operations of the area cad: 3D models of solid parts. The tool
// is not built; the operations are planned.
//
// Lengths are millimetres, x to the right, y to the back, z up. Argument names are the
// chat's slot names wherever there is a slot. The schema's format says the unit: mm,
// degrees, factor.
package ops

import (
	"maps"
	"net/http"

	artifactops "github.com/aio-creative-hub/aio/shared/artifact/ops"
	documentops "github.com/aio-creative-hub/aio/shared/document/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
)

const (
	area = "cad"
	// base is where the area's routes begin.
	base = "/api/v1/tools/cad/models"
)

// ModelInput names a model.
type ModelInput struct {
	ModelID string `path:"modelId" maxLength:"64"`
}

// planned is what the area's operations have in common.
func planned(id, path, summary string, chat operation.Chat) operation.Spec {
	return operation.Spec{ID: "cad." + id, Area: area, Method: http.MethodPost, Path: base + path, Summary: summary,
		Auth: operation.User, Limit: operation.LimitTools, Planned: true, Price: operation.PriceRequest, Chat: &chat}
}

func ask(more map[string]string) map[string]string {
	m := map[string]string{"modelId": "There is no 3D model yet. What should I make? For example: a box of 40 × 30 × 20 mm.", "target": "Which part do you mean?"}
	maps.Copy(m, more)
	return m
}

// it is how "it" becomes the part worked on last.
func it(more map[string]string) map[string]string {
	m := map[string]string{"ref": "target"}
	maps.Copy(m, more)
	return m
}

// NewPart describes a part.
type NewPart struct {
	Shape       string   `json:"shape" minLength:"1" maxLength:"60" doc:"In snake_case: box, sphere, cylinder, cone, tube, plate, gear, bracket, hex_nut"`
	Width       *float64 `json:"width,omitempty" format:"mm" exclusiveMinimum:"0" maximum:"100000" doc:"Along x"`
	Depth       *float64 `json:"depth,omitempty" format:"mm" exclusiveMinimum:"0" maximum:"100000" doc:"Along y; of a plate its thickness"`
	Height      *float64 `json:"height,omitempty" format:"mm" exclusiveMinimum:"0" maximum:"100000" doc:"Along z"`
	Length      *float64 `json:"length,omitempty" format:"mm" exclusiveMinimum:"0" maximum:"100000" doc:"Along the longest side"`
	Diameter    *float64 `json:"diameter,omitempty" format:"mm" exclusiveMinimum:"0" maximum:"100000"`
	Radius      *float64 `json:"radius,omitempty" format:"mm" exclusiveMinimum:"0" maximum:"100000"`
	InnerRadius *float64 `json:"innerRadius,omitempty" format:"mm" exclusiveMinimum:"0" maximum:"100000"`
	OuterRadius *float64 `json:"outerRadius,omitempty" format:"mm" exclusiveMinimum:"0" maximum:"100000"`
	Size        *string  `json:"size,omitempty" maxLength:"20" doc:"A standard size, e.g. M8; or one length for all sides, e.g. 20mm"`
	Count       *int     `json:"count,omitempty" minimum:"1" maximum:"1000" doc:"Of a gear its teeth, of a rack its steps; else how many parts"`
	Material    *string  `json:"material,omitempty" maxLength:"60"`
	Name        *string  `json:"name,omitempty" minLength:"1" maxLength:"200"`
	ModelID     *string  `json:"modelId,omitempty" maxLength:"64" doc:"The model it is added to; absent: a new one"`
	CommitID    string   `json:"commitId,omitempty" pattern:"^[0-9A-Za-z_-]{8,64}$" doc:"Makes the request idempotent; the Idempotency-Key serves if absent"`
}

// CreateInput is the input of Create.
type CreateInput struct{ Body NewPart }

// Create will make a part, in a model there is or a new one.
var Create = operation.Op[CreateInput, documentops.ChangedOutput]{Spec: operation.Created(planned("create", "", "Make a 3D part",
	operation.Chat{Label: "Make a 3D part", Example: "Model a new 3D part", Document: "modelId", Creates: true,
		Slots: map[string]string{"inner_radius": "innerRadius", "outer_radius": "outerRadius"},
		Ask:   ask(map[string]string{"shape": "What should I make? For example: a box of 40 × 30 × 20 mm, a tube, a gear."})}))}

// Joint says how parts are joined or cut. A hole, slot or pocket is a difference with its
// measures in place of a second part.
type Joint struct {
	documentops.Guarded
	Op       *string  `json:"op,omitempty" enum:"union,difference,intersection" doc:"Absent: a difference if measures of a hole or pocket are given"`
	Target   []string `json:"target,omitempty" maxItems:"20" doc:"The part worked on: its id, its name, or $last for the newest"`
	ToolBody []string `json:"toolBody,omitempty" maxItems:"20" doc:"The parts that cut or join"`
	Diameter *float64 `json:"diameter,omitempty" format:"mm" exclusiveMinimum:"0" maximum:"100000"`
	Radius   *float64 `json:"radius,omitempty" format:"mm" exclusiveMinimum:"0" maximum:"100000"`
	Width    *float64 `json:"width,omitempty" format:"mm" exclusiveMinimum:"0" maximum:"100000"`
	Height   *float64 `json:"height,omitempty" format:"mm" exclusiveMinimum:"0" maximum:"100000"`
	Depth    *float64 `json:"depth,omitempty" format:"mm" exclusiveMinimum:"0" maximum:"100000" doc:"Absent: all the way through"`
	Length   *float64 `json:"length,omitempty" format:"mm" exclusiveMinimum:"0" maximum:"100000"`
	Size     *string  `json:"size,omitempty" maxLength:"20" doc:"A standard size, e.g. M5; or one length for all sides or walls, e.g. 2mm"`
	Count    *int     `json:"count,omitempty" minimum:"1" maximum:"1000" doc:"How many holes, slots or pockets"`
	Position *string  `json:"position,omitempty" enum:"top_left,top,top_right,left,center,right,bottom_left,bottom,bottom_right,front,back,corners" doc:"Where on the part"`
	Axis     *string  `json:"axis,omitempty" enum:"x,y,z" doc:"The direction of the cut"`
	Plane    *string  `json:"plane,omitempty" enum:"xy,xz,yz" doc:"Where the part is cut in two"`
}

// BooleanInput is the input of Boolean.
type BooleanInput struct {
	ModelInput
	Body Joint
}

// Boolean will join or cut parts.
var Boolean = operation.Op[BooleanInput, documentops.ChangedOutput]{Spec: planned("boolean", "/{modelId}/boolean", "Join parts, cut them or drill holes",
	operation.Chat{Label: "Join or cut parts", Example: "Boolean operation on two solids", Document: "modelId", Slots: it(map[string]string{"tool_body": "toolBody"}),
		Ask: ask(map[string]string{"op": "Should I join the parts, cut one from the other, or keep what they share?", "toolBody": "Which part should join or cut it?"})})}

// Transformation moves, turns, scales or reshapes a part.
type Transformation struct {
	documentops.Guarded
	Target   []string `json:"target,omitempty" maxItems:"20" doc:"Parts, edges or faces: ids, names, or $last for the newest part; all if absent"`
	Action   *string  `json:"action,omitempty" enum:"fillet,chamfer,mirror,pattern,shell" doc:"Absent: move, turn or scale"`
	DX       *float64 `json:"dx,omitempty" format:"mm" minimum:"-100000" maximum:"100000" doc:"To the right by"`
	DY       *float64 `json:"dy,omitempty" format:"mm" minimum:"-100000" maximum:"100000" doc:"To the back by"`
	DZ       *float64 `json:"dz,omitempty" format:"mm" minimum:"-100000" maximum:"100000" doc:"Up by"`
	Angle    *float64 `json:"angle,omitempty" format:"degrees" minimum:"-36000" maximum:"36000" doc:"Turn clockwise by, seen along the axis; of a pattern all of it"`
	Axis     *string  `json:"axis,omitempty" enum:"x,y,z"`
	Plane    *string  `json:"plane,omitempty" enum:"xy,xz,yz" doc:"Of a mirror"`
	Factor   *float64 `json:"factor,omitempty" format:"factor" exclusiveMinimum:"0" maximum:"1000" doc:"Scale around the centre by"`
	Radius   *float64 `json:"radius,omitempty" format:"mm" exclusiveMinimum:"0" maximum:"100000" doc:"Of a fillet, or of a circular pattern"`
	Size     *string  `json:"size,omitempty" pattern:"^[-+]?[0-9]+([.][0-9]+)?(mm|cm|m|in|ft)?$" doc:"The new length, or with a sign by how much; of a chamfer its width, of a shell its wall. Without a unit millimetres"`
	Count    *int     `json:"count,omitempty" minimum:"1" maximum:"10000" doc:"Of a pattern"`
	Columns  *int     `json:"columns,omitempty" minimum:"1" maximum:"1000" doc:"Of a pattern in rows"`
	Position *string  `json:"position,omitempty" enum:"top_left,top,top_right,left,center,right,bottom_left,bottom,bottom_right,front,back" doc:"Where it goes"`
}

// TransformInput is the input of Transform.
type TransformInput struct {
	ModelInput
	Body Transformation
}

// Transform will move, turn, scale or reshape parts.
var Transform = operation.Op[TransformInput, documentops.ChangedOutput]{Spec: planned("transform", "/{modelId}/transform", "Move, turn, scale, round or repeat parts",
	operation.Chat{Label: "Move, turn or reshape a part", Example: "Rotate the part around an axis", Document: "modelId", Slots: it(nil),
		Ask: ask(map[string]string{"factor": "How? For example: 10 mm to the left, 45 degrees around z, round the edges by 2 mm."})})}

// Measuring says what is measured.
type Measuring struct {
	Quantity []string `json:"quantity" minItems:"1" maxItems:"20" enum:"mass,volume,surface_area,bounding_box,distance,center_of_mass,inertia,angle,length,width,height,depth,thickness,diameter,radius,perimeter"`
	Target   []string `json:"target,omitempty" maxItems:"20" doc:"Parts, edges, faces or holes: ids, names, or $last for the newest part; between two of them for a distance or an angle; the whole model if absent"`
	Material *string  `json:"material,omitempty" maxLength:"60" doc:"What a mass is reckoned with; the part's own if absent"`
	Unit     *string  `json:"unit,omitempty" maxLength:"20" doc:"Of the answer, e.g. cm3, g, oz; absent: mm, mm2, mm3, g, deg"`
}

// MeasureInput is the input of Measure.
type MeasureInput struct {
	ModelInput
	Body Measuring
}

// Measurement is one measured quantity.
type Measurement struct {
	Quantity string    `json:"quantity"`
	Values   []float64 `json:"values" doc:"One number, or three along x, y and z"`
	Unit     string    `json:"unit"`
}

// Measured is what was measured, in the order asked.
type Measured struct {
	Items []Measurement `json:"items"`
}

// MeasuredOutput carries it.
type MeasuredOutput struct{ Body Measured }

// Measure will measure a model.
var Measure = operation.Op[MeasureInput, MeasuredOutput]{Spec: planned("measure", "/{modelId}/measure", "Measure a 3D model",
	operation.Chat{Label: "Measure the 3D model", Example: "Measure the part", Document: "modelId", Slots: it(nil),
		Ask: ask(map[string]string{"quantity": "What should I measure: the volume, the mass, the bounding box, a distance?", "material": "What is it made of?"})})}

// Looking says from where and how the model is looked at.
type Looking struct {
	View       []string `json:"view,omitempty" maxItems:"8" enum:"front,back,left,right,top,bottom,isometric" doc:"Isometric if absent"`
	Mode       *string  `json:"mode,omitempty" enum:"wireframe,shaded,hidden_line,xray,exploded,section" doc:"Shaded if absent"`
	Projection *string  `json:"projection,omitempty" enum:"orthographic,perspective"`
	Target     []string `json:"target,omitempty" maxItems:"20" doc:"Parts to look at: ids, names, or $last for the newest; the whole model if absent"`
	Axis       *string  `json:"axis,omitempty" enum:"x,y,z" doc:"What the view is turned around, or looks along"`
	Plane      *string  `json:"plane,omitempty" enum:"xy,xz,yz" doc:"Of a section"`
	Angle      *float64 `json:"angle,omitempty" format:"degrees" minimum:"-36000" maximum:"36000" doc:"Turn the view by"`
	Factor     *float64 `json:"factor,omitempty" format:"factor" exclusiveMinimum:"0" maximum:"1000" doc:"Closer by"`
}

// ViewInput is the input of View.
type ViewInput struct {
	ModelInput
	Body Looking
}

// FilesOutput carries the files made.
type FilesOutput struct{ Body artifactops.ArtifactPage }

// View will make pictures of a model.
var View = operation.Op[ViewInput, FilesOutput]{Spec: operation.Created(planned("view", "/{modelId}/views", "Get pictures of a 3D model",
	operation.Chat{Label: "Look at the 3D model", Example: "View the model", Document: "modelId", Slots: it(nil),
		Ask: ask(map[string]string{"view": "From which side: front, top, right or isometric?"})}))}

// Writing says how the model is written.
type Writing struct {
	Format     []string `json:"format,omitempty" maxItems:"8" enum:"stl,step,obj,3mf,iges,gltf,glb,ply,amf,dxf,svg,pdf" doc:"STEP if absent; dxf, svg and pdf are drawings"`
	Target     []string `json:"target,omitempty" maxItems:"20" doc:"Parts or faces to write; the whole model if absent"`
	Unit       *string  `json:"unit,omitempty" enum:"mm,cm,m,in,ft" doc:"Of the numbers in the file; mm if absent"`
	Mode       *string  `json:"mode,omitempty" enum:"binary,ascii" doc:"Of stl and ply; binary if absent"`
	Quality    *string  `json:"quality,omitempty" enum:"low,medium,high" doc:"Of meshes; medium if absent"`
	Resolution *float64 `json:"resolution,omitempty" format:"mm" exclusiveMinimum:"0" maximum:"100" doc:"How far a mesh may be from the surface, instead of a quality"`
	Preset     *string  `json:"preset,omitempty" maxLength:"40" doc:"Paper of a drawing, e.g. a3, letter"`
	Name       *string  `json:"name,omitempty" maxLength:"200" doc:"File name without extension"`
	Seq        int64    `json:"seq,omitempty" minimum:"0" doc:"An earlier sequence number; the newest if absent"`
}

// ExportInput is the input of Export.
type ExportInput struct {
	ModelInput
	Body Writing
}

// Export will make files of a model.
var Export = operation.Op[ExportInput, FilesOutput]{Spec: operation.Rendered(operation.Created(planned("export", "/{modelId}/export", "Make files of a 3D model",
	operation.Chat{Label: "Export the 3D model", Example: "Export the 3D model", Document: "modelId", Slots: map[string]string{"file": "name"},
		Ask: ask(map[string]string{"format": "Which format: STL, STEP, OBJ or 3MF?"})})))}

// All lists the area's operations.
func All() []operation.Declared {
	return []operation.Declared{Create, Boolean, Transform, Measure, View, Export}
}
