package ops

import (
	"net/http"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// Delete moves a file to the trash, where it stays for 30 days.
var Delete = operation.Op[IDInput, operation.None]{Spec: withChat(gone(spec("delete", http.MethodDelete, "/artifacts/{artifactId}", "Move a file to the trash", writes())),
	ofFile("Delete a file", "Delete the file from my library", true, "count", "except"))}

func gone(s operation.Spec) operation.Spec {
	s.Status = http.StatusNoContent
	return s
}

// Restore takes a file out of the trash.
var Restore = operation.Op[IDInput, ArtifactOutput]{Spec: spec("restore", http.MethodPost, "/artifacts/{artifactId}/restore", "Take a file out of the trash", writes())}

// Purge removes a file that is in the trash, with all its versions, for good.
var Purge = operation.Op[IDInput, operation.None]{Spec: gone(spec("purge", http.MethodPost, "/artifacts/{artifactId}/purge", "Remove a file in the trash for good",
	writes(), bytesWritten(), operation.Blob("derived", operation.ReadWrite)))}

// Emptied says what became of the trash.
type Emptied struct {
	Purged int  `json:"purged" doc:"Files removed"`
	More   bool `json:"more" doc:"Whether there are others: ask again"`
}

// EmptiedOutput carries it.
type EmptiedOutput struct{ Body Emptied }

// EmptyTrash removes all that is in the trash, as much as one request can.
var EmptyTrash = operation.Op[operation.None, EmptiedOutput]{Spec: long(spec("empty_trash", http.MethodPost, "/trash/empty", "Remove everything in the trash for good",
	writes(), bytesWritten(), operation.Blob("derived", operation.ReadWrite)))}

func long(s operation.Spec) operation.Spec {
	s.Timeout = operation.MaxTimeout
	return s
}

// service is the Spec of what nobody calls: events and schedules set it off.
func service(id, summary string, trigger operation.Trigger) operation.Spec {
	return operation.Spec{ID: "artifact." + id, Area: area, Summary: summary, Triggers: []operation.Trigger{trigger}, Auth: operation.Service, Hidden: true,
		Timeout: operation.MaxTimeout, Price: operation.PriceFree,
		Grants: []operation.Grant{writes(), bytesWritten(), operation.Blob("derived", operation.ReadWrite)}}
}

// PurgeExpired removes what has been in the trash for 30 days.
var PurgeExpired = operation.Op[operation.None, operation.None]{
	Spec: service("purge_expired", "Remove what was in the trash for long", operation.Trigger{Kind: operation.Schedule, On: "rate(1 hour)"}),
}

// PurgeAccount removes the files of an account that was deleted.
var PurgeAccount = operation.Op[operation.Fact, operation.None]{
	Spec: service("purge_account", "Remove the files of a deleted account", operation.Trigger{Kind: operation.Event, On: "identity.account_deleted"}),
}
