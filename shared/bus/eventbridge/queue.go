package eventbridge

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// Limits of looking through a queue.
const (
	maxScan  = 1000             // messages
	scanSize = 64 << 20         // bytes of them: half of a small function's memory
	batch    = 10               // messages of one call; SQS's limit
	hold     = 60 * time.Second // how long they are out of sight if this process ends in between
	release  = 5 * time.Second  // for putting them back after the caller has gone
)

// take receives messages until there are none, until is among them, or a limit is reached.
// They are out of sight of others until they are put back, or for hold.
func (l *Letters) take(ctx context.Context, until func(types.Message) bool) ([]types.Message, error) {
	var all []types.Message
	size := 0
	for len(all) < maxScan && size < scanSize {
		out, err := l.client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
			QueueUrl: &l.o.Queue, MaxNumberOfMessages: batch, VisibilityTimeout: int32(hold / time.Second),
			WaitTimeSeconds:             int32(l.o.Wait / time.Second),
			MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameSentTimestamp},
			MessageAttributeNames:       []string{"All"},
		})
		if err != nil {
			l.putBack(ctx, all)
			return nil, fmt.Errorf("eventbridge: read dead letters: %w", err)
		}
		if len(out.Messages) == 0 {
			return all, nil
		}
		found := false
		for _, m := range out.Messages {
			size += len(*m.Body)
			found = found || until != nil && until(m)
		}
		if all = append(all, out.Messages...); found {
			return all, nil
		}
	}
	l.o.Log.WarnContext(ctx, "there are more dead letters than are looked through", "messages", len(all), "bytes", size)
	return all, nil
}

// putBack makes messages visible again at once. Those for which it fails come back by
// themselves after hold.
func (l *Letters) putBack(ctx context.Context, messages []types.Message) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), release)
	defer cancel()
	for len(messages) > 0 {
		n := min(batch, len(messages))
		in := &sqs.ChangeMessageVisibilityBatchInput{QueueUrl: &l.o.Queue}
		for _, m := range messages[:n] {
			in.Entries = append(in.Entries, types.ChangeMessageVisibilityBatchRequestEntry{Id: m.MessageId, ReceiptHandle: m.ReceiptHandle, VisibilityTimeout: 0})
		}
		if _, err := l.client.ChangeMessageVisibilityBatch(ctx, in); err != nil {
			l.o.Log.WarnContext(ctx, "dead letters come back later", "after", hold, "error", err)
			return
		}
		messages = messages[n:]
	}
}
