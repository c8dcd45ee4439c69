package ops

import "github.com/aio-creative-hub/aio/shared/operation"

// Sharing says what a link is to allow, or whom one invites.
type Sharing struct {
	Request
	Email string `json:"email,omitempty" maxLength:"254" doc:"Share it with who has this address, instead of by a link: they are written to"`
}

// Person is somebody who may use a thing.
type Person struct {
	UserID string `json:"userId"`
	Name   string `json:"name" doc:"Empty if the person gave none"`
	Role   string `json:"role" enum:"owner,editor,viewer"`
}

// PersonPage is a page of people.
type PersonPage = operation.Page[Person]

// PeopleOutput carries a page.
type PeopleOutput struct{ Body PersonPage }

// PeopleQuery asks for a page of people.
type PeopleQuery struct {
	operation.PageInput
	With string `query:"with" maxLength:"4096" pattern:"^[A-Za-z0-9_,]*$" doc:"Ids of accounts, with commas between: those who were invited by their address are listed only to whom knows their ids, from what they said or did"`
}
