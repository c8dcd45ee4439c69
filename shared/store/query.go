package store

import "unicode/utf8"

// PrefixEnd gives the upper bound of the keys that begin with prefix, for Query.To: the
// least UTF-8 text that is greater than all of them. It is "", no bound, if there is none.
func PrefixEnd(prefix string) string {
	for prefix != "" {
		r, n := utf8.DecodeLastRuneInString(prefix)
		prefix = prefix[:len(prefix)-n]
		if r < utf8.MaxRune {
			if r++; r == 0xD800 { // the surrogates are not encoded in UTF-8
				r = 0xE000
			}
			return prefix + string(r)
		}
	}
	return ""
}

// PageLimit gives the most items of one page of the query.
func (q Query) PageLimit() int {
	if q.Limit == 0 {
		return MaxPage
	}
	return q.Limit
}
