// Package dynamotest makes the store's tables on an emulator, for tests.
package dynamotest

import (
	"context"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/aio-creative-hub/aio/internal/emulator"
	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/dynamo"
)

// Stage makes the tables of a new stage, with streams and without TTL, since tests' clocks
// stand in other times, and removes them at the end of the test. Nil indexes are
// store.Indexes, no tables all of store.Tables.
func Stage(t *testing.T, c aws.Config, indexes func(table string) []string, tables ...string) (stage string) {
	t.Helper()
	if indexes == nil {
		indexes = store.Indexes
	}
	if len(tables) == 0 {
		tables = store.Tables()
	}
	stage = emulator.Unique("t")
	client := dynamodb.NewFromConfig(c)
	for _, name := range tables {
		makeTable(t, client, cloud.TableName(stage, name), indexes(name))
	}
	return stage
}

func makeTable(t *testing.T, c *dynamodb.Client, name string, indexes []string) {
	t.Helper()
	key := func(pk, sk string) []types.KeySchemaElement {
		return []types.KeySchemaElement{{AttributeName: &pk, KeyType: types.KeyTypeHash}, {AttributeName: &sk, KeyType: types.KeyTypeRange}}
	}
	in := &dynamodb.CreateTableInput{TableName: &name, BillingMode: types.BillingModePayPerRequest, KeySchema: key(dynamo.AttrPK, dynamo.AttrSK),
		StreamSpecification: &types.StreamSpecification{StreamEnabled: aws.Bool(true), StreamViewType: types.StreamViewTypeNewImage}}
	text := func(name string) {
		in.AttributeDefinitions = append(in.AttributeDefinitions, types.AttributeDefinition{AttributeName: &name, AttributeType: types.ScalarAttributeTypeS})
	}
	text(dynamo.AttrPK)
	text(dynamo.AttrSK)
	for _, index := range indexes {
		pk, sk := cloud.IndexKeys(index)
		text(pk)
		text(sk)
		in.GlobalSecondaryIndexes = append(in.GlobalSecondaryIndexes, types.GlobalSecondaryIndex{IndexName: aws.String(index), KeySchema: key(pk, sk),
			Projection: &types.Projection{ProjectionType: types.ProjectionTypeAll}})
	}
	if _, err := c.CreateTable(t.Context(), in); err != nil {
		t.Fatalf("create %s: %v", name, err)
	}
	t.Cleanup(func() {
		_, _ = c.DeleteTable(context.WithoutCancel(t.Context()), &dynamodb.DeleteTableInput{TableName: &name})
	})
	if err := dynamodb.NewTableExistsWaiter(c).Wait(t.Context(), &dynamodb.DescribeTableInput{TableName: &name}, time.Minute); err != nil {
		t.Fatalf("table %s: %v", name, err)
	}
}
