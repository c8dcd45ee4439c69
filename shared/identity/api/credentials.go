package api

import (
	"context"

	"github.com/aio-creative-hub/aio/shared/identity"
	"github.com/aio-creative-hub/aio/shared/identity/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// newPassword are the fields of requests for another password.
func newPassword() map[identity.Code]string {
	return map[identity.Code]string{
		identity.CodeWeakPassword: "newPassword", identity.CodePasswordTooLong: "newPassword", identity.CodeWrongPassword: "currentPassword",
	}
}

// ChangePassword gives the caller's account another password.
func (s *Service) ChangePassword(ctx context.Context, in *ops.ChangePasswordInput) (*operation.None, error) {
	p := operation.MetaFrom(ctx).Principal
	err := s.c.Identity.ChangePassword(ctx, identity.PasswordChange{
		UserID: p.UserID, SessionID: p.SessionID, Current: in.Body.CurrentPassword, New: in.Body.NewPassword,
	})
	if err != nil {
		return nil, placed(err, newPassword())
	}
	return &operation.None{}, nil
}

// ForgotPassword has a mail sent, if there is such an account.
func (s *Service) ForgotPassword(ctx context.Context, in *ops.ForgotPasswordInput) (*operation.None, error) {
	return done(s.c.Identity.ForgotPassword(ctx, in.Body.Email))
}

// ResetPassword gives the account that got a mail another password.
func (s *Service) ResetPassword(ctx context.Context, in *ops.ResetPasswordInput) (*operation.None, error) {
	if err := s.c.Identity.ResetPassword(ctx, in.Body.Token, in.Body.NewPassword); err != nil {
		return nil, placed(err, newPassword())
	}
	return &operation.None{}, nil
}

// ResendVerification has the mail sent again that verifies the caller's address.
func (s *Service) ResendVerification(ctx context.Context, _ *operation.None) (*operation.None, error) {
	return done(s.c.Identity.ResendVerification(ctx, operation.UserID(ctx)))
}

// ChangeEmail has the mails sent that move the caller's account.
func (s *Service) ChangeEmail(ctx context.Context, in *ops.ChangeEmailInput) (*operation.None, error) {
	if err := s.c.Identity.ChangeEmail(ctx, operation.UserID(ctx), in.Body.Password, in.Body.NewEmail); err != nil {
		return nil, placed(err, map[identity.Code]string{identity.CodeInvalidEmail: "newEmail"})
	}
	return &operation.None{}, nil
}

// ConfirmEmail takes the code of a mail.
func (s *Service) ConfirmEmail(ctx context.Context, in *ops.ConfirmEmailInput) (*operation.None, error) {
	if err := s.c.Identity.ConfirmEmail(ctx, in.Body.Token); err != nil {
		return nil, placed(err, map[identity.Code]string{identity.CodeEmailTaken: "token"})
	}
	return &operation.None{}, nil
}

// DeleteAccount deletes the caller's account.
func (s *Service) DeleteAccount(ctx context.Context, in *ops.DeleteAccountInput) (*ops.LogoutOutput, error) {
	if err := s.c.Identity.DeleteAccount(ctx, operation.UserID(ctx), in.Body.Password); err != nil {
		return nil, problem(err)
	}
	return s.signedOut(), nil
}

// SendMail sends the mail of an event.
func (s *Service) SendMail(ctx context.Context, in *operation.Fact) (*operation.None, error) {
	return done(s.c.Identity.SendDue(ctx, in.Body.ID, identity.MailDue{UserID: in.Body.Data.UserID, Kind: in.Body.Data.Kind, About: in.Body.Subject}))
}

// PurgeAccount removes what is left of a deleted account.
func (s *Service) PurgeAccount(ctx context.Context, in *operation.Fact) (*operation.None, error) {
	return done(s.c.Identity.Purge(ctx, in.Body.Data.UserID))
}
