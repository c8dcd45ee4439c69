package slots

// mix joins two hashes; FNV-1a's prime and a shift spread the bits.
func mix(a, b uint32) uint32 {
	h := (a ^ b) * 0x9E3779B1
	return h ^ h>>15
}

// hash is FNV-1a of a string.
func hash(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}
