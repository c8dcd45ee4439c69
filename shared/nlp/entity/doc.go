// Package entity finds the arguments of a request in its words: sizes,
// colours, texts, layers, positions, formats. Typed grammars (numbers with
// units, W x H, percentages, quotations) and gazetteers (CSS colours, paper and
// screen presets, formats) mark what each piece of the message is; a second
// step, which knows the operation, gives each piece its slot.
//
// The two steps follow the usual split between entity recognition and slot
// filling in task-oriented dialogue (Hemphill et al., "The ATIS Spoken Language
// Systems Pilot Corpus", 1990; Young et al., "POMDP-Based Statistical Spoken
// Dialog Systems", 2013). Colour names are those of CSS Color Module Level 4,
// paper sizes those of ISO 216 and ANSI/ASME Y14.1.
package entity
