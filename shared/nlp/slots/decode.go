package slots

// impossible is below every score.
const impossible = int32(-1 << 30)

// decode finds the best sequence of states (Viterbi): one goes on with a slot only after
// its beginning.
func decode(o *operation, feats [][]uint32, w []int8) []int {
	n, k := len(feats), len(o.states)
	if n == 0 {
		return nil
	}
	trans := transitions(o, w)
	best := make([]int32, k)
	next := make([]int32, k)
	back := make([]int16, n*k)
	for st := range k {
		best[st] = impossible
		if st == 0 || st%2 == 1 {
			best[st] = emission(feats[0], o.states[st], w)
		}
	}
	for i := 1; i < n; i++ {
		for st := range k {
			from, score := comingFrom(best, trans, st, k)
			back[i*k+st] = int16(from)
			next[st] = score + emission(feats[i], o.states[st], w)
		}
		best, next = next, best
	}
	return trace(best, back, n, k)
}

// comingFrom is the best state before st.
func comingFrom(best, trans []int32, st, k int) (from int, score int32) {
	if st > 0 && st%2 == 0 { // only from its beginning or itself
		a, b := best[st-1]+trans[(st-1)*k+st], best[st]+trans[st*k+st]
		if a >= b {
			return st - 1, a
		}
		return st, b
	}
	score = impossible * 2
	for p := range k {
		if s := best[p] + trans[p*k+st]; s > score {
			from, score = p, s
		}
	}
	return from, score
}

func emission(feats []uint32, state uint32, w []int8) int32 {
	sum := int32(0)
	for _, f := range feats {
		sum += int32(w[cell(f, state)])
	}
	return sum
}

// transitions are the weights of each state after each.
func transitions(o *operation, w []int8) []int32 {
	k := len(o.states)
	t := make([]int32, k*k)
	for p := range k {
		for st := range k {
			h := mix(o.states[p], fTransition)
			t[p*k+st] = int32(w[cell(h, o.states[st])]) + int32(w[cell(mix(h, o.hash), o.states[st])])
		}
	}
	return t
}

func trace(best []int32, back []int16, n, k int) []int {
	last := 0
	for st := range k {
		if best[st] > best[last] {
			last = st
		}
	}
	out := make([]int, n)
	for i := n - 1; i >= 0; i-- {
		out[i] = last
		last = int(back[i*k+last])
	}
	return out
}
