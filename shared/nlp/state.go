package nlp

import "maps"

// After is the state once a decision was carried out. documentID is the
// document that the operation made or changed, artifactID the artifact it
// made; either may be empty. The pending question is closed.
func (s State) After(d Decision, documentID, artifactID string) State {
	next := s
	next.Pending = nil
	if d.Tool == "" || d.Tool == "meta" {
		return next
	}
	next.Active = maps.Clone(s.Active)
	if next.Active == nil {
		next.Active = make(map[string]string)
	}
	if documentID != "" && d.Tool != "artifact" {
		next.Active[d.Tool] = documentID
	}
	if artifactID != "" {
		next.LastArtifact = artifactID
	}
	next.LastTool, next.LastOperation = d.Tool, d.Operation
	next.LastEntities = maps.Clone(d.Entities)
	next.LastConfidence, next.LastAbout = d.Confidence, d.About
	return next
}

// Asked is the state once the question of a decision about text was put to
// the person.
func (s State) Asked(text string, d Decision) State {
	s.Pending = &Pending{Text: text, Question: d.Question, Choices: d.Choices, Entities: maps.Clone(d.Entities)}
	return s
}
