package entity

// Span is one entity found in a text.
type Span struct {
	// Start and End are half-open byte offsets into the text.
	Start int `json:"start"`
	End   int `json:"end"`
	// Slot is the name of the argument that the value fills.
	Slot string `json:"slot"`
	// Raw is the text between the offsets.
	Raw string `json:"raw"`
	// Value is the canonical value: string or float64.
	Value any `json:"value"`
}
