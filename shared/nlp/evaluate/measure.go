package evaluate

import "fmt"

// pair is one (slot, canonical value).
type pair struct{ slot, value string }

// pairs flattens entities; of a create, color and background count as one slot.
func pairs(operation string, entities map[string]any) map[pair]bool {
	out := make(map[pair]bool)
	for slot, v := range entities {
		if operation == "create" && slot == "background" {
			slot = "color"
		}
		switch list := v.(type) {
		case []any:
			for _, x := range list {
				out[pair{slot, fmt.Sprint(x)}] = true
			}
		case []string:
			for _, x := range list {
				out[pair{slot, x}] = true
			}
		default:
			out[pair{slot, fmt.Sprint(v)}] = true
		}
	}
	return out
}

// pairCount counts for precision and recall.
type pairCount struct{ hit, expected, found int }

func (c *pairCount) add(expected, found map[pair]bool) {
	c.expected += len(expected)
	c.found += len(found)
	for p := range expected {
		if found[p] {
			c.hit++
		}
	}
}

// f1 is 2 hits / (expected + found); 1 when nothing was expected nor found.
func (c *pairCount) f1() float64 {
	if c.expected+c.found == 0 {
		return 1
	}
	return 2 * float64(c.hit) / float64(c.expected+c.found)
}
