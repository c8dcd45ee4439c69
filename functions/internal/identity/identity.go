// Package identity wires the operations of accounts.
package identity

import (
	"github.com/aio-creative-hub/aio/functions/internal/start"
	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/identity"
	"github.com/aio-creative-hub/aio/shared/identity/api"
	"github.com/aio-creative-hub/aio/shared/keys/kms"
	"github.com/aio-creative-hub/aio/shared/mail/ses"
)

// Service has the code of the operations.
type Service = *api.Service

// Open makes it.
func Open(e *start.Env) (Service, error) {
	if err := e.Need(cloud.EnvSealKey, cloud.EnvSigningKeys, cloud.EnvSender); err != nil {
		return nil, err
	}
	k := kms.Open(e.AWS, kms.Options{Stage: e.Settings.Stage, SigningKeys: e.Settings.SigningKeys, SealKey: e.Settings.SealKey, Store: e.Store, Now: e.Now})
	accounts, err := identity.New(identity.Config{Store: e.Store, Keys: k, Now: e.Now, NewID: e.NewID,
		Issuer: cloud.Issuer(e.Settings.Stage), Audience: cloud.Audience, Limit: e.Limiter(),
		Mail: ses.New(e.AWS, ses.Options{From: e.Settings.Sender, Store: e.Store, Now: e.Now}), PasswordCost: e.PasswordCost})
	if err != nil {
		return nil, err
	}
	return api.New(api.Config{Identity: accounts, Keys: k, Secure: true, Now: e.Now, Origin: api.SameOrigin}), nil
}
