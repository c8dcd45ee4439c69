package slots

import "strings"

// kind is what a slot's values look like.
type kind uint8

const (
	asTyped    kind = iota // the words themselves
	enumerated             // one of a vocabulary, snake_case
	length                 // "12mm"
	number                 // 3
	seconds                // 105
	share                  // "40%"
	angle                  // "45deg"
	colour                 // "navy", "#ff8800"
	lowered                // the words in lower case
	flag                   // true, false
	storage                // 512, in megabytes
)

// kinds of all slots; what is not here is as typed.
var kinds = func() map[string]kind {
	m := map[string]kind{}
	for k, names := range map[kind]string{
		enumerated: `position shape preset effect order orientation axis plane blend format codec resolution transition quantity mode
 projection view op action rule level language framework device theme component page aspect unit anchor role ref browser`,
		length:  `width height length depth thickness diameter radius inner_radius outer_radius size stroke_width dx dy dz x y breakpoint`,
		number:  `count columns dpi fps factor start_frame end_frame quality gain_db`,
		seconds: `start_s end_s duration_s timeout_s`, storage: `memory_mb`, share: `opacity amount volume`, angle: `angle`, colour: `color background`,
		lowered: `date material max_size version`, flag: `visible`,
	} {
		for n := range strings.FieldsSeq(names) {
			m[n] = k
		}
	}
	return m
}()
