package ops

import "github.com/aio-creative-hub/aio/shared/operation"

// PeopleRequest asks who people are.
type PeopleRequest struct {
	UserIDs []string `json:"userIds,omitempty" maxItems:"201" doc:"Whose names: a page of a list, and its owner"`
	Sealed  [][]byte `json:"sealed,omitempty" maxItems:"200" doc:"Addresses as identity.addressee sealed them"`
	HashOf  string   `json:"hashOf,omitempty" maxLength:"64" doc:"An account, for the hash of its verified address"`
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
	Items     []PersonName `json:"items"`
	Addresses []string     `json:"addresses,omitempty" doc:"What was sealed, in its order"`
	Hash      string       `json:"hash,omitempty" doc:"Absent if the address is not verified"`
}

// PeopleOutput carries it.
type PeopleOutput struct{ Body PeopleAnswer }

// People names accounts, for functions that know that the caller may know them.
var People = operation.Op[PeopleInput, PeopleOutput]{Spec: operation.Spec{
	ID: "identity.people", Area: area, Summary: "Name accounts to those who work with them",
	Triggers: []operation.Trigger{{Kind: operation.Task}}, Auth: operation.Service, Hidden: true,
	Grants: []operation.Grant{operation.Table("identity", operation.Read), operation.Seal()}, Price: operation.PriceFree,
}}

// AddresseeRequest asks who is meant by an address.
type AddresseeRequest struct {
	Email  string `json:"email" maxLength:"254" doc:"RFC 5321 mailbox"`
	MailAs string `json:"mailAs,omitempty" maxLength:"128" doc:"Write to the address that something was shared with it; the same id is mailed once"`
}

// AddresseeInput is the input of FindAddressee.
type AddresseeInput struct{ Body AddresseeRequest }

// Addressee is somebody of whom one knows the address.
type Addressee struct {
	Hash   string `json:"hash" doc:"Keyed, of the address"`
	Sealed []byte `json:"sealed" doc:"The address; identity.people opens it"`
	UserID string `json:"userId,omitempty" doc:"The account that has proved to have the address. Not to be told to people"`
}

// AddresseeOutput carries it.
type AddresseeOutput struct{ Body Addressee }

// FindAddressee finds who is meant by an address, and writes to them if asked to.
var FindAddressee = operation.Op[AddresseeInput, AddresseeOutput]{Spec: operation.Spec{
	ID: "identity.addressee", Area: area, Summary: "Find who is meant by an address, and invite them",
	Triggers: []operation.Trigger{{Kind: operation.Task}}, Auth: operation.Service, Hidden: true,
	Grants: []operation.Grant{operation.Table("identity", operation.Read), operation.Table("runtime", operation.ReadWrite), operation.Seal()}, Price: operation.PriceFree,
}}
