// Package nlp understands what a person asks for in the chat: which operation
// ("graphics.add_layer"), with which entities, how sure that is, and when it is
// not sure enough, which question to ask.
//
// A message is scanned for typed entities (package entity), classified by a
// linear model over its words (package classify), its slots are labelled (package
// slots), and it is read in the light of the conversation: what "and in red" goes
// on with (package dialogue), what "it" is, which question a short answer answers. One message may hold several requests in order (Plan). The
// approach is that of task-oriented dialogue: intents
// and slots with a dialogue state (Young et al., "POMDP-Based Statistical
// Spoken Dialog Systems", Proc. IEEE 2013), and an out-of-scope class as in
// Larson et al., "An Evaluation Dataset for Intent Classification and
// Out-of-Scope Prediction" (EMNLP 2019).
package nlp
