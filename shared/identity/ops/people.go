package ops

import "github.com/aio-creative-hub/aio/shared/operation"

// PeopleRequest asks for the names of accounts.
type PeopleRequest struct {
	UserIDs []string `json:"userIds" minItems:"1" maxItems:"201" doc:"A page of a list, and its owner"`
}

// PeopleInput is the input of People.
type PeopleInput struct{ Body PeopleRequest }

// PersonName is what others may know of an account.
type PersonName struct {
	UserID string `json:"userId"`
	Name   string `json:"name" doc:"Empty if the person gave none"`
}

// PeopleAnswer names those of the accounts that there are.
type PeopleAnswer struct {
	Items []PersonName `json:"items"`
}

// PeopleOutput carries it.
type PeopleOutput struct{ Body PeopleAnswer }

// People names accounts, for functions that know that the caller may know them.
var People = operation.Op[PeopleInput, PeopleOutput]{Spec: operation.Spec{
	ID: "identity.people", Area: area, Summary: "Name accounts to those who work with them",
	Triggers: []operation.Trigger{{Kind: operation.Task}}, Auth: operation.Service, Hidden: true,
	Grants: []operation.Grant{operation.Table("identity", operation.Read), operation.Seal()}, Price: operation.PriceFree,
}}
