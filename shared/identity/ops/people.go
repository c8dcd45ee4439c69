package ops

import "github.com/aio-creative-hub/aio/shared/operation"

// PeopleRequest asks who people are.
type PeopleRequest struct {
	UserIDs []string `json:"userIds,omitempty" maxItems:"301" doc:"Whose names: a page of a list, its owner, and a hundred guests"`
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

// AddresseeRequest names somebody by their address.
type AddresseeRequest struct {
	Email string `json:"email" maxLength:"254" doc:"RFC 5321 mailbox"`
}

// AddresseeInput is the input of FindAddressee.
type AddresseeInput struct{ Body AddresseeRequest }

// Addressee is somebody of whom one knows the address.
type Addressee struct {
	Hash   string `json:"hash" doc:"Keyed, of the address"`
	Sealed []byte `json:"sealed" doc:"The address; identity.people opens it"`
	Self   bool   `json:"self" doc:"It is the caller's own address"`
}

// AddresseeOutput carries it.
type AddresseeOutput struct{ Body Addressee }

func accounts() []operation.Grant {
	return []operation.Grant{operation.Table("identity", operation.Read), operation.Table("runtime", operation.ReadWrite), operation.Seal()}
}

// FindAddressee makes an address somebody to invite, and counts that. It knows nothing of
// whether there is an account with the address.
var FindAddressee = operation.Op[AddresseeInput, AddresseeOutput]{Spec: operation.Spec{
	ID: "identity.addressee", Area: area, Summary: "Make an address somebody to invite",
	Triggers: []operation.Trigger{{Kind: operation.Task}}, Auth: operation.Service, Hidden: true, Grants: accounts(), Price: operation.PriceFree,
}}

// Invitation is to be mailed.
type Invitation struct {
	ID     string `json:"id" maxLength:"128" doc:"The same is mailed once"`
	From   string `json:"from" maxLength:"64" doc:"Account that invites"`
	Sealed []byte `json:"sealed" doc:"As identity.addressee sealed it"`
}

// InviteInput is the input of Invite.
type InviteInput struct{ Body Invitation }

// Invited says who was invited.
type Invited struct {
	UserID string `json:"userId,omitempty" doc:"The account that has proved to have the address. Not to be told to people"`
}

// InvitedOutput carries it.
type InvitedOutput struct{ Body Invited }

// Invite writes to somebody that something was shared with them, and tells who they are.
var Invite = operation.Op[InviteInput, InvitedOutput]{Spec: operation.Spec{
	ID: "identity.invite", Area: area, Summary: "Write to somebody that something was shared with them",
	Triggers: []operation.Trigger{{Kind: operation.Task}}, Auth: operation.Service, Hidden: true, Grants: accounts(), Price: operation.PriceFree,
}}
