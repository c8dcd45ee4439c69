package nlp

import "strings"

// families are the slots whose values look alike: a value without the name of its slot
// corrects the one of its family that there was.
var families = func() map[string]string {
	m := map[string]string{}
	for f, names := range map[string]string{
		"length":  `width height depth length diameter radius inner_radius outer_radius size stroke_width dx dy dz breakpoint thickness`,
		"number":  `count columns fps factor quality dpi timeout_s memory_mb gain_db start_frame end_frame max_size`,
		"seconds": `start_s end_s duration_s`, "share": `opacity amount volume`, "angle": `angle`, "colour": `color background`,
		"thing": `file name`, "part": `layer target component`,
	} {
		for n := range strings.FieldsSeq(names) {
			m[n] = f
		}
	}
	return m
}()

// naming are words that name a slot when its value is said.
var naming = map[string]wordSet{
	"width": setOf(`wide width across x`), "height": setOf(`tall high height y`), "depth": setOf(`deep depth thick thickness`),
	"length": setOf(`long length`), "diameter": setOf(`diameter across dia wide ø`), "radius": setOf(`radius rounded corners r`),
	"stroke_width": setOf(`thick thicker stroke line thin thinner`), "background": setOf(`background bg backdrop behind`),
	"start_s": setOf(`start from at beginning begin starting starts first`), "end_s": setOf(`end until till to last ending ends`),
	"duration_s": setOf(`long for over lasting`), "count": setOf(`times copies pieces`), "fps": setOf(`fps frames`),
	"dpi": setOf(`dpi`), "quality": setOf(`quality`), "columns": setOf(`columns`), "size": setOf(`size pt font`),
	"dx": setOf(`left right sideways`), "dy": setOf(`up down higher lower`), "dz": setOf(`up down higher lower`),
	"inner_radius": setOf(`inner inside`), "outer_radius": setOf(`outer outside`), "start_frame": setOf(`frame`),
}

// rivals are slots that cannot hold beside another: a preset beside a size.
var rivals = map[string][]string{
	"preset": {"width", "height", "size"}, "width": {"preset", "size"}, "height": {"preset", "size"}, "size": {"preset", "width", "height"},
	"file": {"name", "ref"}, "name": {"file", "ref"}, "layer": {"ref"}, "component": {"ref"},
	"dx": {"position"}, "dy": {"position"}, "position": {"dx", "dy"},
	"start_frame": {"start_s"}, "start_s": {"start_frame"}, "factor": {"width", "height"},
}
