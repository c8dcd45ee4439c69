package ops

// Guarded is embedded in every request by which a tool changes a document.
type Guarded struct {
	CommitID string `json:"commitId,omitempty" pattern:"^[0-9A-Za-z_-]{8,64}$" doc:"Makes the request idempotent; the Idempotency-Key serves if absent"`
	Basis    int64  `json:"basis,omitempty" minimum:"0" doc:"The sequence number you have seen"`
	Strict   bool   `json:"strict,omitempty" doc:"Refuse (409) if somebody changed the same properties since the basis"`
}

// Changed is the answer of a tool that made or changed a document.
type Changed struct {
	DocumentID string   `json:"documentId"`
	CommitID   string   `json:"commitId"`
	Seq        int64    `json:"seq" doc:"The commit's sequence number"`
	Changed    []string `json:"changed,omitempty" doc:"Ids of all objects made, changed or removed"`
	Notes      []string `json:"notes,omitempty" doc:"What is not as was asked, for people"`
}

// ChangedOutput carries it.
type ChangedOutput struct{ Body Changed }
