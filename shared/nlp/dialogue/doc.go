// Package dialogue tells what a message means after others: whether "a bit
// slower" goes on with the last operation, starts another one on what the
// conversation works on, or has nothing to do with it.
//
// It is a conditional log-linear ranker (multinomial logistic regression over
// candidates, Berger, Della Pietra, Della Pietra, "A Maximum Entropy Approach
// to Natural Language Processing", 1996): every operation is a candidate, with
// the classifier's probability of it, and features of the message crossed with
// how the candidate stands to the conversation (the last operation, another of
// its tool, one of an older document, …). The probability of the best candidate
// is the confidence. A second, binary model tells whether a message that means
// the last operation goes on with it or is a new request of the same kind.
//
// Both are trained on dialogues by stochastic gradient descent with Adagrad
// (Duchi, Hazan, Singer, 2011) on hashed features, and stored in eight bits.
package dialogue
