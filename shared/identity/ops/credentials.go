package ops

import (
	"net/http"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// credential is the Spec that operations on credentials have in common. They are limited
// by address like sign-ins. Secret: a password in the request must not be kept either,
// not even as the hash by which a repeated request is recognised.
func credential(id, path, summary string, auth operation.Auth, grants ...operation.Grant) operation.Spec {
	return operation.Spec{
		ID: id, Area: area, Method: http.MethodPost, Path: path, Summary: summary, Auth: auth, Credentials: auth == operation.User,
		Limit: operation.LimitAuth, Status: http.StatusNoContent, Secret: true, Price: operation.PriceFree,
		Grants: append([]operation.Grant{operation.Table("identity", operation.ReadWrite), operation.Seal()}, grants...),
	}
}

// runtimeTable is needed by what has a mail sent.
func runtimeTable() operation.Grant { return operation.Table("runtime", operation.ReadWrite) }

// PasswordChange is another password.
type PasswordChange struct {
	CurrentPassword string `json:"currentPassword" maxLength:"256"`
	NewPassword     string `json:"newPassword" maxLength:"256" doc:"At least 8 characters; 256 bytes count in full"`
}

// ChangePasswordInput is the input of ChangePassword.
type ChangePasswordInput struct{ Body PasswordChange }

// ChangePassword gives one's account another password and ends one's other sessions.
var ChangePassword = operation.Op[ChangePasswordInput, operation.None]{
	Spec: credential("identity.change_password", "/api/v1/auth/password", "Change your password", operation.User, runtimeTable()),
}

// Forgotten names the account whose password was forgotten.
type Forgotten struct {
	Email string `json:"email" maxLength:"254" doc:"RFC 5321 mailbox"`
}

// ForgotPasswordInput is the input of ForgotPassword.
type ForgotPasswordInput struct{ Body Forgotten }

// ForgotPassword sends a mail with a code for ResetPassword. Its answer does not tell
// whether there is such an account.
var ForgotPassword = operation.Op[ForgotPasswordInput, operation.None]{
	Spec: credential("identity.forgot_password", "/api/v1/auth/password/forgot", "Get a code by mail for another password", operation.Public, runtimeTable()),
}

// PasswordReset is another password, by the code of a mail.
type PasswordReset struct {
	Token       string `json:"token" maxLength:"64" doc:"The code of the mail; single use, for 30 minutes"`
	NewPassword string `json:"newPassword" maxLength:"256" doc:"At least 8 characters; 256 bytes count in full"`
}

// ResetPasswordInput is the input of ResetPassword.
type ResetPasswordInput struct{ Body PasswordReset }

// ResetPassword gives an account another password and ends all its sessions.
var ResetPassword = operation.Op[ResetPasswordInput, operation.None]{
	Spec: credential("identity.reset_password", "/api/v1/auth/password/reset", "Choose another password by the code of a mail", operation.Public, runtimeTable()),
}

// ResendVerification sends the mail again by which one's address is verified.
var ResendVerification = operation.Op[operation.None, operation.None]{
	Spec: credential("identity.resend_verification", "/api/v1/auth/email/resend", "Get the code again that confirms your address", operation.User, runtimeTable()),
}

// EmailChange is another address.
type EmailChange struct {
	NewEmail string `json:"newEmail" maxLength:"254" doc:"RFC 5321 mailbox"`
	Password string `json:"password" maxLength:"256" doc:"Your present password"`
}

// ChangeEmailInput is the input of ChangeEmail.
type ChangeEmailInput struct{ Body EmailChange }

// ChangeEmail sends a mail to the new address with a code for ConfirmEmail, and a notice
// to the present one.
var ChangeEmail = operation.Op[ChangeEmailInput, operation.None]{
	Spec: credential("identity.change_email", "/api/v1/auth/email", "Move your account to another address", operation.User),
}

// EmailProof is the code of a mail.
type EmailProof struct {
	Token string `json:"token" maxLength:"64" doc:"The code of the mail; single use, for 24 hours"`
}

// ConfirmEmailInput is the input of ConfirmEmail.
type ConfirmEmailInput struct{ Body EmailProof }

// ConfirmEmail verifies an address, or moves an account to it.
var ConfirmEmail = operation.Op[ConfirmEmailInput, operation.None]{
	Spec: credential("identity.confirm_email", "/api/v1/auth/email/confirm", "Confirm an address by the code of a mail", operation.Public),
}

// AccountEnd asks for the end of one's account.
type AccountEnd struct {
	Password string `json:"password" maxLength:"256" doc:"Your present password"`
}

// DeleteAccountInput is the input of DeleteAccount.
type DeleteAccountInput struct{ Body AccountEnd }

// DeleteAccount deletes one's account at once and for good.
var DeleteAccount = operation.Op[DeleteAccountInput, LogoutOutput]{
	Spec: credential("identity.delete_account", "/api/v1/users/me/delete", "Delete your account", operation.User),
}

// SendMail sends what is due by an event.
var SendMail = operation.Op[operation.Fact, operation.None]{Spec: operation.Spec{
	ID: "identity.send_mail", Area: area, Summary: "Send a mail that is due",
	Triggers: []operation.Trigger{{Kind: operation.Event, On: "identity.mail_due"}}, Auth: operation.Service, Hidden: true,
	Grants: []operation.Grant{operation.Table("identity", operation.ReadWrite), operation.Seal(), {Kind: "mail", Access: operation.Write}},
	Price:  operation.PriceFree,
}}

// PurgeAccount removes what identity keeps of an account that was deleted.
var PurgeAccount = operation.Op[operation.Fact, operation.None]{Spec: operation.Spec{
	ID: "identity.purge_account", Area: area, Summary: "Remove what is left of a deleted account",
	Triggers: []operation.Trigger{{Kind: operation.Event, On: "identity.account_deleted"}}, Auth: operation.Service, Hidden: true,
	Grants: []operation.Grant{operation.Table("identity", operation.ReadWrite)}, Price: operation.PriceFree,
}}
