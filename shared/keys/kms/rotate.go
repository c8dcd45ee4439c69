package kms

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/store"
)

// retireDays is until KMS deletes a retired key, in which it could be saved; KMS's limit.
const retireDays = 30

// Rotate implements keys.Signer. Of two rotations at a time one counts. A new key whose
// making was not answered, or of which it is not known whether the ring names it, is left
// alone: it costs its dollar a month until somebody deletes it (its tags tell what it is,
// and the ring whether it is used), where a ring with a key that KMS deletes would cost
// everybody's signing in.
func (k *Keys) Rotate(ctx context.Context, due time.Time) error {
	r, err := k.load(ctx, true)
	if err != nil {
		return err
	}
	if !due.IsZero() && !r.Rotated.Before(due) {
		return nil
	}
	next, err := k.makeKey(ctx)
	if err != nil {
		return fmt.Errorf("kms: rotate: %w", err)
	}
	to, out := k.moved(ctx, r, next)
	if to.Rotated = k.o.Now().UTC(); due.After(to.Rotated) { // a clock that is behind would have the occasion due again
		to.Rotated = due
	}
	counts, err := k.adopt(ctx, r, to)
	if err != nil {
		return fmt.Errorf("kms: rotate: %w", err)
	}
	if !counts {
		k.retire(ctx, next.KeyID)
		return nil
	}
	for _, id := range out { // only now does no ring name them; they stay noted until the next rotation sees them off
		k.retire(ctx, id)
	}
	return nil
}

// moved is the ring with a new next key, and what falls out of it: all but the deployment's own keys.
func (k *Keys) moved(ctx context.Context, r ring, next member) (to ring, out []string) {
	to = ring{Members: append(slices.Clone(r.Members), next), Retired: slices.Clone(r.Retired)}
	to.Retired = slices.DeleteFunc(to.Retired, func(id string) bool { return k.retire(ctx, id) })
	if n := len(to.Members) - full; n > 0 {
		for _, old := range to.Members[:n] {
			if !slices.Contains(k.o.SigningKeys, old.KeyID) {
				out = append(out, old.KeyID)
			}
		}
		to.Members = to.Members[n:]
	}
	to.Retired = append(to.Retired, out...)
	return to, out
}

// makeKey makes a signing key, tagged so that functions may use it.
func (k *Keys) makeKey(ctx context.Context) (member, error) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	made, err := k.create.CreateKey(ctx, &kms.CreateKeyInput{KeySpec: types.KeySpecRsa2048, KeyUsage: types.KeyUsageTypeSignVerify,
		Description: aws.String("aio " + k.o.Stage + ": signs access tokens"),
		Tags: []types.Tag{{TagKey: aws.String(cloud.PurposeTag), TagValue: aws.String("tokens")},
			{TagKey: aws.String(cloud.StageTag), TagValue: aws.String(k.o.Stage)}}})
	if err != nil {
		return member{}, failed(err)
	}
	id := aws.ToString(made.KeyMetadata.Arn)
	out, err := k.client.GetPublicKey(ctx, &kms.GetPublicKeyInput{KeyId: &id})
	if err != nil {
		k.retire(context.WithoutCancel(ctx), id)
		return member{}, failed(err)
	}
	return member{KeyID: id, Public: out.PublicKey}, nil
}

// retire has a key deleted and tells whether KMS will.
func (k *Keys) retire(ctx context.Context, id string) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTime)
	defer cancel()
	_, err := k.client.ScheduleKeyDeletion(ctx, &kms.ScheduleKeyDeletionInput{KeyId: &id, PendingWindowInDays: aws.Int32(retireDays)})
	var pending *types.KMSInvalidStateException // it was before
	var absent *types.NotFoundException
	return err == nil || errors.As(err, &pending) || errors.As(err, &absent)
}

// adopt writes the new ring in place of the old one, and tells whether it counts: not if
// somebody else was certainly faster. An error says that nobody knows.
func (k *Keys) adopt(ctx context.Context, from, to ring) (counts bool, err error) {
	data, err := json.Marshal(to)
	if err != nil {
		return false, err
	}
	cond := store.AtRev(from.rev)
	if from.rev == 0 {
		cond = store.Absent()
	}
	_, err = k.o.Store.Write(ctx, store.Write{Item: store.Item{Key: signingKey(), Data: data}, If: cond})
	next := to.Members[len(to.Members)-1].KeyID
	now, bad := k.load(context.WithoutCancel(ctx), true)
	switch {
	case bad != nil && err == nil:
		k.forget()
		return true, nil
	case bad != nil:
		return false, errors.Join(err, bad)
	case slices.ContainsFunc(now.Members, func(m member) bool { return m.KeyID == next }):
		return true, nil // written, whatever the reply was
	case store.IsConflict(err):
		return false, nil
	}
	return false, err
}

// forget makes the next caller read the ring.
func (k *Keys) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.until = time.Time{}
}
