package dynamo_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	streamtypes "github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"

	"github.com/aio-creative-hub/aio/internal/emulator"
	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/dynamo"
	"github.com/aio-creative-hub/aio/shared/store/dynamo/dynamotest"
	"github.com/aio-creative-hub/aio/shared/store/storetest"
)

// The suite's own indexes.
func suiteIndexes(string) []string {
	out := []string{"one", "too", "shared", "none"}
	for i := range store.MaxIndex + 1 {
		out = append(out, indexName(i))
	}
	return out
}

func indexName(i int) string { return fmt.Sprintf("index%d", i) }

// TestContract runs the suite on tables of its own. TTL is off there: the suite's clock
// stands in another time than the emulator's.
func TestContract(t *testing.T) {
	emulator.Each(t, "store", func(t *testing.T, target emulator.Target) {
		w := openWorld(t, target, suiteIndexes)
		storetest.Run(t, func(t *testing.T) storetest.Harness {
			h := w.harness(t)
			h.DeletesOverlap = target.Name == "localstack"
			return h
		})
	})
}

// world is an emulator with the tables of a stage.
type world struct {
	config aws.Config
	stage  string
	stream *stream
}

// openWorld makes tables that are removed at the end of the test.
func openWorld(t *testing.T, target emulator.Target, indexes func(string) []string) *world {
	t.Helper()
	w := &world{config: target.Config(), stage: dynamotest.Stage(t, target.Config(), indexes)}
	w.stream = &stream{client: dynamodbstreams.NewFromConfig(w.config), tables: w.tables(), seen: map[string]bool{}}
	return w
}

func (w *world) tables() (out []string) {
	for _, name := range store.Tables() {
		out = append(out, cloud.TableName(w.stage, name))
	}
	return out
}

const cursorKey = "0123456789abcdef0123456789abcdef"

// emulatorTime is how long a call to an emulator may take: seconds for the largest, when
// everything else runs, too.
const emulatorTime = time.Minute

func (w *world) open(t testing.TB, key string, now func() time.Time) store.Store {
	t.Helper()
	s, err := dynamo.Open(w.config, dynamo.Options{Stage: w.stage, CursorKey: []byte(key), Now: now, Indexes: suiteIndexes, CallTime: emulatorTime})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (w *world) harness(t *testing.T) storetest.Harness {
	clock := storetest.NewClock(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	return storetest.Harness{
		Store: w.open(t, cursorKey, clock.Now), Clock: clock,
		Twin:    func() store.Store { return w.open(t, strings.ToUpper(cursorKey), clock.Now) },
		Emitted: func() []bus.Event { return slices.Clone(w.stream.read(t)) }, Scattered: true,
		Index: indexName,
	}
}

// stream collects what all tables publish, by their streams.
type stream struct {
	client *dynamodbstreams.Client
	tables []string

	mu     sync.Mutex
	seen   map[string]bool // sequence numbers
	events []bus.Event
}

func (s *stream) read(t testing.TB) []bus.Event {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, table := range s.tables {
		if err := s.readTable(context.WithoutCancel(t.Context()), table); err != nil {
			t.Fatalf("stream of %s: %v", table, err)
		}
	}
	return s.events
}

func (s *stream) readTable(ctx context.Context, table string) error {
	list, err := s.client.ListStreams(ctx, &dynamodbstreams.ListStreamsInput{TableName: &table})
	if err != nil {
		return err
	}
	if len(list.Streams) == 0 {
		return errors.New("the table has no stream")
	}
	arn := list.Streams[0].StreamArn
	d, err := s.client.DescribeStream(ctx, &dynamodbstreams.DescribeStreamInput{StreamArn: arn})
	if err != nil {
		return err
	}
	for _, shard := range d.StreamDescription.Shards {
		it, err := s.client.GetShardIterator(ctx, &dynamodbstreams.GetShardIteratorInput{StreamArn: arn, ShardId: shard.ShardId, ShardIteratorType: streamtypes.ShardIteratorTypeTrimHorizon})
		if err != nil {
			return err
		}
		if err := s.readShard(ctx, *shard.ShardId, it.ShardIterator); err != nil {
			return err
		}
	}
	return nil
}

func (s *stream) readShard(ctx context.Context, shard string, at *string) error {
	for at != nil {
		out, err := s.client.GetRecords(ctx, &dynamodbstreams.GetRecordsInput{ShardIterator: at})
		if err != nil {
			return err
		}
		for _, r := range out.Records {
			id := shard + aws.ToString(r.Dynamodb.SequenceNumber)
			if s.seen[id] {
				continue
			}
			s.seen[id] = true
			evs, err := dynamo.Events(image(r.Dynamodb.NewImage))
			if err != nil {
				return err
			}
			s.events = append(s.events, evs...)
		}
		if len(out.Records) == 0 {
			return nil
		}
		at = out.NextShardIterator
	}
	return nil
}

// image is a stream record's image as a Lambda function gets it: the parts that events are in.
func image(in map[string]streamtypes.AttributeValue) map[string]events.DynamoDBAttributeValue {
	out := map[string]events.DynamoDBAttributeValue{}
	for name, v := range in {
		list, ok := v.(*streamtypes.AttributeValueMemberL)
		if !ok {
			continue
		}
		var texts []events.DynamoDBAttributeValue
		for _, e := range list.Value {
			if s, ok := e.(*streamtypes.AttributeValueMemberS); ok {
				texts = append(texts, events.NewStringAttribute(s.Value))
			}
		}
		out[name] = events.NewListAttribute(texts)
	}
	return out
}
