// Package slots finds the arguments of a request in its words: which words of
// "cut the first ten seconds" are the slot start_s, and that its value is 10.
//
// It is a linear-chain conditional random field (Lafferty, McCallum, Pereira,
// ICML 2001): begin-inside-outside labels, hashed features of each piece of the
// message and its neighbours, transitions between labels, decoded by Viterbi.
// Only the slots that an operation has are candidates. The typed grammars and
// the rules of package entity are features; the grammars also make the
// canonical value of a span. A slot's label tells too how the value comes from
// the number said: "10 px up" is -10, "20% slower" is 0.8.
//
// What words mean an enumerated value ("how heavy": mass) is learned from the
// annotated messages too (Memory), with the nearest known phrase for new ones.
package slots
