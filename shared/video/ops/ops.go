// Package ops declares the operations of the area video: timelines of clips. The tool is
// not built; the operations are planned.
//
// Times are seconds from the beginning of the clip, or from its end if negative; frames
// are whole. Argument names are the chat's slot names wherever there is a slot, without
// the slot's unit, which the schema's format says: s (seconds), px, degrees, fraction (0 to
// 1), factor, dB, bytes.
package ops

import (
	"maps"
	"net/http"

	documentops "github.com/aio-creative-hub/aio/shared/document/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
)

const (
	area = "video"
	// base is where the routes of timelines begin.
	base = "/api/v1/tools/video/timelines"
)

// TimelineInput names a timeline.
type TimelineInput struct {
	TimelineID string `path:"timelineId" maxLength:"64"`
}

// planned is what the area's operations have in common.
func planned(id, path, summary string, chat operation.Chat) operation.Spec {
	return operation.Spec{ID: "video." + id, Area: area, Method: http.MethodPost, Path: path, Summary: summary,
		Auth: operation.User, Limit: operation.LimitTools, Planned: true, Price: operation.PriceRequest, Chat: &chat}
}

// ofClip is how the chat names the clip that an operation works on: as a file or by a
// name, and as "it".
func ofClip(label, example string, questions map[string]string, slots ...map[string]string) operation.Chat {
	c := operation.Chat{Label: label, Example: example, Document: "timelineId",
		Slots: map[string]string{"file": "clip", "name": "clip", "ref": "clip"},
		Ask:   map[string]string{"timelineId": "There is no video yet. Which of your files should it begin with?", "clip": "Which clip do you mean?"}}
	for _, more := range slots {
		maps.Copy(c.Slots, more)
	}
	maps.Copy(c.Ask, questions)
	return c
}

// times are the slots of what has a beginning, an end and a duration.
func times() map[string]string {
	return map[string]string{"start_s": "start", "end_s": "end", "duration_s": "duration"}
}

// Clip is embedded in every request about a clip.
type Clip struct {
	Clip *string `json:"clip,omitempty" maxLength:"200" doc:"The clip: its id, its name, that of its file, or $last for the newest; the whole timeline if absent"`
}

// Span is embedded in every request about a part of a clip.
type Span struct {
	Start *float64 `json:"start,omitempty" format:"s" minimum:"-86400" maximum:"86400" doc:"From here; negative: from the end"`
	End   *float64 `json:"end,omitempty" format:"s" minimum:"-86400" maximum:"86400" doc:"Up to here; negative: from the end"`
}

// Cut says which part of a clip is kept, or taken out.
type Cut struct {
	documentops.Guarded
	Clip
	Span
	Duration   *float64 `json:"duration,omitempty" format:"s" exclusiveMinimum:"0" maximum:"86400" doc:"How long it becomes, in place of an end"`
	StartFrame *int64   `json:"startFrame,omitempty" doc:"In place of a start; negative: from the end"`
	EndFrame   *int64   `json:"endFrame,omitempty" doc:"In place of an end; negative: from the end"`
	Action     *string  `json:"action,omitempty" enum:"keep,remove" doc:"What becomes of the part between start and end; keep if absent"`
}

// TrimInput is the input of Trim.
type TrimInput struct {
	TimelineInput
	Body Cut
}

// Trim will shorten a clip.
var Trim = operation.Op[TrimInput, documentops.ChangedOutput]{Spec: planned("trim", base+"/{timelineId}/trim", "Shorten a clip, or cut a part out of it",
	ofClip("Trim a video", "Trim the video", map[string]string{"start": "Which part should I keep? For example from 0:05 to 1:30."},
		times(), map[string]string{"start_frame": "startFrame", "end_frame": "endFrame"}))}

// Sequence says what is joined.
type Sequence struct {
	Clips      []string `json:"clips,omitempty" maxItems:"100" doc:"Clips by id or name, in order"`
	Files      []string `json:"files,omitempty" maxItems:"100" doc:"Files of yours by id or name, in order, before the clips"`
	Count      *int     `json:"count,omitempty" minimum:"1" maximum:"100" doc:"That many of the newest, if none is named"`
	Order      *string  `json:"order,omitempty" enum:"chronological,alphabetical,upload" doc:"Absent: as said"`
	Transition *string  `json:"transition,omitempty" enum:"cut,crossfade,dissolve,fade,wipe,slide" doc:"Between them; cut if absent"`
	Duration   *float64 `json:"duration,omitempty" format:"s" exclusiveMinimum:"0" maximum:"60" doc:"Of the transition"`
	Format     *string  `json:"format,omitempty" enum:"mp4,mov,webm,mkv,gif" doc:"Make a file of it at once"`
	TimelineID *string  `json:"timelineId,omitempty" maxLength:"64" doc:"The timeline it is appended to; absent: a new one"`
	CommitID   string   `json:"commitId,omitempty" pattern:"^[0-9A-Za-z_-]{8,64}$" doc:"Makes the request idempotent; the Idempotency-Key serves if absent"`
}

// ConcatInput is the input of Concat.
type ConcatInput struct{ Body Sequence }

// Concat will join clips and files, in a new timeline or at the end of one.
var Concat = operation.Op[ConcatInput, documentops.ChangedOutput]{Spec: operation.Created(planned("concat", base, "Join clips one after another",
	operation.Chat{Label: "Join video clips", Example: "Join the clips into one video", Document: "timelineId", Creates: true,
		Slots: map[string]string{"file": "files", "name": "clips", "duration_s": "duration"},
		Ask:   map[string]string{"clips": "Which clips should I join, and in which order?", "transition": "What should be between them: a cut, a crossfade, a wipe?"}}))}

// Encoding says how the video is written.
type Encoding struct {
	Clip
	Format     *string  `json:"format,omitempty" enum:"mp4,mov,webm,mkv,avi,gif,webp,ogv,mxf,hls" doc:"mp4 if absent"`
	Codec      *string  `json:"codec,omitempty" enum:"h264,h265,vp9,av1,prores,dnxhd,mpeg2,xavc,ffv1" doc:"What suits the format if absent"`
	Resolution *string  `json:"resolution,omitempty" pattern:"^([0-9]{3,4}p|[248]k)$" doc:"E.g. 720p, 1080p, 4k"`
	Width      *float64 `json:"width,omitempty" format:"px" minimum:"2" maximum:"8192"`
	Height     *float64 `json:"height,omitempty" format:"px" minimum:"2" maximum:"8192"`
	Aspect     *string  `json:"aspect,omitempty" pattern:"^[0-9]{1,4}([.][0-9]+)?:[0-9]{1,4}([.][0-9]+)?$" doc:"Width to height, e.g. 16:9, 9:16, 1:1"`
	FPS        *float64 `json:"fps,omitempty" exclusiveMinimum:"0" maximum:"240" doc:"Frames a second"`
	Quality    *string  `json:"quality,omitempty" pattern:"^(low|medium|high|[0-9]{1,2})$" doc:"In words, or the codec's constant rate factor"`
	MaxSize    *float64 `json:"maxSize,omitempty" format:"bytes" minimum:"1000" maximum:"1000000000000" doc:"The file has at most"`
	Preset     *string  `json:"preset,omitempty" maxLength:"40" doc:"What it is for, e.g. whatsapp, youtube_shorts, email"`
	Seq        int64    `json:"seq,omitempty" minimum:"0" doc:"An earlier sequence number; the newest if absent"`
}

// ConvertInput is the input of Convert.
type ConvertInput struct {
	TimelineInput
	Body Encoding
}

// Convert will write a video as a file, which takes its time: it answers with a job.
var Convert = operation.Op[ConvertInput, JobOutput]{Spec: rendered(planned("convert", base+"/{timelineId}/convert", "Write a video as a file",
	ofClip("Convert a video", "Convert the video to another format", map[string]string{"format": "Which format: mp4, mov, webm or gif?"},
		map[string]string{"max_size": "maxSize"})))}

// rendered is for what makes files, by a job.
func rendered(s operation.Spec) operation.Spec {
	s.Status = http.StatusAccepted
	return operation.Rendered(s)
}

// Effects names effects.
type Effects struct {
	documentops.Guarded
	Clip
	Span
	Effect   []string `json:"effect" minItems:"1" maxItems:"8" doc:"In snake_case, e.g. fade_in, fade_out, blur, grayscale, stabilize, denoise, chroma_key, zoom_in, rotate"`
	Amount   *float64 `json:"amount,omitempty" format:"fraction" minimum:"-10" maximum:"10" doc:"How much; of what has a direction negative for less"`
	Color    []string `json:"color,omitempty" maxItems:"4" doc:"Of a fade, a tint or a key: CSS names, hex"`
	Angle    *float64 `json:"angle,omitempty" format:"degrees" minimum:"-36000" maximum:"36000" doc:"Turn clockwise by"`
	Axis     *string  `json:"axis,omitempty" enum:"horizontal,vertical" doc:"Of a flip: horizontal changes left and right"`
	Duration *float64 `json:"duration,omitempty" format:"s" exclusiveMinimum:"0" maximum:"86400" doc:"Of a fade or a zoom"`
}

// EffectInput is the input of Effect.
type EffectInput struct {
	TimelineInput
	Body Effects
}

// Effect will apply effects to a clip.
var Effect = operation.Op[EffectInput, documentops.ChangedOutput]{Spec: planned("effect", base+"/{timelineId}/effects", "Apply effects to a clip",
	ofClip("Apply an effect to a video", "Apply a video effect to the footage",
		map[string]string{"effect": "Which effect? For example: blur, grayscale, fade out, stabilize."}, times()))}

// Pace says how fast a clip runs.
type Pace struct {
	documentops.Guarded
	Clip
	Span
	Factor   *float64 `json:"factor,omitempty" format:"factor" exclusiveMinimum:"0" maximum:"1000" doc:"Faster by; below 1: slower"`
	Action   *string  `json:"action,omitempty" enum:"reverse,freeze,boomerang"`
	Duration *float64 `json:"duration,omitempty" format:"s" exclusiveMinimum:"0" maximum:"86400" doc:"How long it becomes, in place of a factor; of a freeze how long it stands still"`
}

// SpeedInput is the input of Speed.
type SpeedInput struct {
	TimelineInput
	Body Pace
}

// Speed will make a clip faster, slower or run backwards.
var Speed = operation.Op[SpeedInput, documentops.ChangedOutput]{Spec: planned("speed", base+"/{timelineId}/speed", "Make a clip faster, slower or run backwards",
	ofClip("Change the speed of a video", "Change the speed of the video",
		map[string]string{"factor": "How fast? For example: twice as fast, half speed, backwards."}, times()))}

// Lettering says what is written on a video.
type Lettering struct {
	documentops.Guarded
	Clip
	Span
	Text       []string `json:"text,omitempty" maxItems:"50" doc:"Texts, one after another or together"`
	Action     *string  `json:"action,omitempty" enum:"add,remove" doc:"add if absent"`
	Position   *string  `json:"position,omitempty" enum:"top_left,top,top_right,left,center,right,bottom_left,bottom,bottom_right,upper_third,lower_third"`
	Color      *string  `json:"color,omitempty" maxLength:"64" doc:"CSS name, hex, rgb(), hsl()"`
	Background *string  `json:"background,omitempty" maxLength:"64" doc:"Of the box behind it"`
	Font       *string  `json:"font,omitempty" maxLength:"100" doc:"Font family"`
	Size       *float64 `json:"size,omitempty" format:"px" exclusiveMinimum:"0" maximum:"4096" doc:"Font size"`
	Opacity    *float64 `json:"opacity,omitempty" format:"fraction" minimum:"0" maximum:"1"`
	Duration   *float64 `json:"duration,omitempty" format:"s" exclusiveMinimum:"0" maximum:"86400" doc:"How long it is seen, in place of an end"`
	Language   []string `json:"language,omitempty" maxItems:"8" doc:"Of subtitles that are to be made, e.g. english"`
	ArtifactID *string  `json:"artifactId,omitempty" minLength:"1" maxLength:"64" doc:"A file with subtitles (srt, vtt)"`
}

// TextInput is the input of Text.
type TextInput struct {
	TimelineInput
	Body Lettering
}

// Text will write on a video.
var Text = operation.Op[TextInput, documentops.ChangedOutput]{Spec: planned("text", base+"/{timelineId}/texts", "Write a title, captions or subtitles on a video",
	ofClip("Put text on a video", "Add text to the video",
		map[string]string{"text": "What should the text say?", "artifactId": "Which file has the subtitles?"},
		times(), map[string]string{"file": "artifactId"}))}

// Sound says what becomes of the sound.
type Sound struct {
	documentops.Guarded
	Clip
	Span
	Action     *string  `json:"action,omitempty" enum:"mute,extract,normalize,add,replace" doc:"Absent: change volume or effect"`
	Volume     *float64 `json:"volume,omitempty" format:"fraction" minimum:"0" maximum:"10" doc:"Of what it is now"`
	Gain       *float64 `json:"gain,omitempty" format:"dB" minimum:"-100" maximum:"60" doc:"Louder by, in place of a volume"`
	Effect     []string `json:"effect,omitempty" maxItems:"8" enum:"fade_in,fade_out,denoise"`
	Duration   *float64 `json:"duration,omitempty" format:"s" exclusiveMinimum:"0" maximum:"86400" doc:"Of a fade"`
	Format     *string  `json:"format,omitempty" enum:"mp3,wav,m4a,aac,flac,ogg,opus" doc:"Of what is extracted; mp3 if absent"`
	ArtifactID *string  `json:"artifactId,omitempty" minLength:"1" maxLength:"64" doc:"The file with the sound that is added or put in its place"`
}

// AudioInput is the input of Audio.
type AudioInput struct {
	TimelineInput
	Body Sound
}

// Audio will change the sound of a video.
var Audio = operation.Op[AudioInput, documentops.ChangedOutput]{Spec: planned("audio", base+"/{timelineId}/audio", "Change, add or extract the sound of a video",
	ofClip("Change the sound of a video", "Change the sound of the video",
		map[string]string{"action": "What should happen to the sound: mute, extract, normalize, add or replace it?", "artifactId": "Which of your files has the sound?"},
		times(), map[string]string{"gain_db": "gain", "file": "artifactId"}))}

// Still says which pictures are taken.
type Still struct {
	Clip
	Start      *float64 `json:"start,omitempty" format:"s" minimum:"-86400" maximum:"86400" doc:"When; negative: from the end. What shows most if absent"`
	StartFrame *int64   `json:"startFrame,omitempty" doc:"In place of a start; negative: from the end"`
	Count      *int     `json:"count,omitempty" minimum:"1" maximum:"100" doc:"How many, spread evenly; 1 if absent"`
	Format     *string  `json:"format,omitempty" enum:"jpg,png,webp,tiff" doc:"jpg if absent"`
	Width      *float64 `json:"width,omitempty" format:"px" minimum:"1" maximum:"8192"`
	Height     *float64 `json:"height,omitempty" format:"px" minimum:"1" maximum:"8192"`
	Size       *string  `json:"size,omitempty" maxLength:"20" doc:"A named size, or that of the longer side, e.g. 4k, 640px"`
}

// ThumbnailInput is the input of Thumbnail.
type ThumbnailInput struct {
	TimelineInput
	Body Still
}

// Thumbnail will take pictures from a video.
var Thumbnail = operation.Op[ThumbnailInput, JobOutput]{Spec: rendered(planned("thumbnail", base+"/{timelineId}/thumbnails", "Take pictures from a video",
	ofClip("Take a picture from a video", "Make a thumbnail of the video", map[string]string{"start": "From when? For example 0:10."},
		map[string]string{"start_s": "start", "start_frame": "startFrame"})))}

// All lists the area's operations.
func All() []operation.Declared {
	return []operation.Declared{Concat, Trim, Convert, Effect, Speed, Text, Audio, Thumbnail, Status}
}
