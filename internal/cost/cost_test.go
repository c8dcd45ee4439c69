package main

import (
	"cmp"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/catalog"
	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/operation"
)

const root = "../.."

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9*(1+math.Abs(b)) }

// TestUnits compares with DynamoDB's rules: a unit a KiB written, one for 4 KiB read, two in
// a transaction, and as much again for each entry of an index.
func TestUnits(t *testing.T) {
	kib := strings.Repeat("x", 1100)
	for _, c := range []struct {
		name, asked, answered string
		want                  float64
	}{
		{"DynamoDB UpdateItem", `{"UpdateExpression":"SET #a = :a"}`, `{}`, 1},
		{"DynamoDB UpdateItem", `{}`, `{"Attributes":{"d":{"S":"` + kib + `"}}}`, 2},
		{"DynamoDB UpdateItem", `{"UpdateExpression":"SET #a = :a, #b=:b REMOVE #c","ExpressionAttributeNames":{"#a":"owner_pk","#b":"data","#c":"name_pk"}}`, `{}`, 2},
		{"DynamoDB PutItem", `{"Item":{"pk":{"S":"a"},"owner_pk":{"S":"b"}}}`, `{}`, 2},
		{"DynamoDB TransactWriteItems", `{"TransactItems":[{"Put":{"Item":{"owner_pk":{"S":"b"}}}},{"Delete":{}}]}`, `{}`, 6},
		{"DynamoDB GetItem", `{}`, `{}`, 1},
		{"DynamoDB GetItem", `{}`, `{"Item":{"d":{"S":"` + strings.Repeat(kib, 4) + `"}}}`, 2},
		{"DynamoDB BatchGetItem", `{}`, `{"Responses":{"t":[{"a":{"S":"x"}},{"a":{"S":"y"}}]}}`, 2},
		{"DynamoDB Query", `{}`, `{"Items":[{"a":{"S":"x"}},{"a":{"S":"y"}}]}`, 1},
		{"EventBridge PutEvents", `{"Entries":[{},{},{}]}`, `{}`, 3},
		{"KMS Sign", `{}`, `{}`, 0},
	} {
		if got := units(c.name, []byte(c.asked), []byte(c.answered)); got != c.want {
			t.Errorf("%s of %.60s: %v units, want %v", c.name, c.asked, got, c.want)
		}
	}
}

func TestPerChat(t *testing.T) {
	m := &Measured{Chats: 2, Functions: map[string]Function{"a": {Calls: 4, CPU: 1, Seconds: 3, Memory: 1024}},
		Calls: map[string]Used{"DynamoDB GetItem": {Calls: 2, Units: 6}, "KMS Sign": {Calls: 2}, "S3 DELETE": {Calls: 9}}, Requests: map[string]int{"REST": 4, "connection": 2}}
	lines, err := perChat(m)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]line{}
	for _, l := range lines {
		got[l.what] = l
	}
	for what, want := range map[string]float64{
		"DynamoDB reads": 3, "KMS requests": 1, "Lambda requests": 2, "REST requests": 2, "WebSocket minutes": minutes,
		"Lambda time": (2 + 1769.0/1024) / 2, // waited two seconds, and one of a processor of which 1,024 MB have a share
	} {
		if l := got[what]; !near(l.amount, want) || !near(l.usd, want*prices[what].usd) {
			t.Errorf("%s: %+v, want %v", what, l, want)
		}
	}
	m.Calls["Nobody Knows"] = Used{Calls: 1}
	if _, err := perChat(m); err == nil {
		t.Error("a call without a price was taken")
	}
}

func TestIdle(t *testing.T) {
	lines, err := idle(map[string]int{"AWS::KMS::Key": 4, webACL: 1, webRules: 4, "AWS::IAM::Role": 100, "AWS::Scheduler::Schedule": 1})
	if want := 4 + 5 + 4 + scheduled*prices["Lambda requests"].usd; err != nil || !near(total(lines), want) {
		t.Errorf("%v, %v; want %v", total(lines), err, want)
	}
	if _, err := idle(map[string]int{"AWS::EC2::NatGateway": 1}); err == nil {
		t.Error("a kind of resource that is neither paid nor free was taken")
	}
}

// TestDocument: every name has its price, and docs/cloud.md says what the measurement and
// the stacks give, as they are now.
func TestDocument(t *testing.T) {
	for name, by := range called {
		if _, ok := prices[by.what]; !ok && by.what != "" {
			t.Errorf("%s is paid by %q, which has no price", name, by.what)
		}
	}
	for kind, what := range paid {
		if _, ok := prices[what]; !ok {
			t.Errorf("%s is paid by %q, which has no price", kind, what)
		}
	}
	m, err := read(filepath.Join(root, data))
	if err != nil {
		t.Fatal(err)
	}
	made, err := resources(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := made["AWS::Lambda::Function"], len(memories()); got != want {
		t.Errorf("%d functions were counted, the catalogue and the relay are %d", got, want)
	}
	text, err := section(m, made)
	if err != nil {
		t.Fatal(err)
	}
	is, err := os.ReadFile(filepath.Join(root, document))
	if err != nil {
		t.Fatal(err)
	}
	if should, err := put(string(is), text); err != nil || should != string(is) {
		t.Errorf("%s is not what the measurement and the stacks give (%v): go run ./internal/cost", document, err)
	}
}

// memories are the megabytes of all functions of a stage, by artifact: the operations' as
// they are declared, and the relay's.
func memories() map[string]int {
	out := map[string]int{"bus-relay": 256}
	for _, d := range catalog.All() {
		if s := operation.SpecOf(d); !s.Planned {
			out[cloud.Artifact(s.ID)] = cmp.Or(s.MemoryMB, operation.DefaultMemory)
		}
	}
	return out
}

// TestMeasuredFunctions: what was measured are functions that there are, with the memory
// that they have.
func TestMeasuredFunctions(t *testing.T) {
	m, err := read(filepath.Join(root, data))
	if err != nil {
		t.Fatal(err)
	}
	now := memories()
	for name, f := range m.Functions {
		if now[name] != f.Memory {
			t.Errorf("%s was measured with %d MB, and has %d now: go run ./internal/cost measure", name, f.Memory, now[name])
		}
	}
}

func TestProcessors(t *testing.T) {
	for i := 0; used("/proc/self") < 5*tick; i++ {
		if i == 1e6 {
			t.Fatalf("after all that work, this process used %v", used("/proc/self"))
		}
		_ = strings.Repeat("work", 1000)
	}
}

// TestReport reads what Lambda says of an invocation.
func TestReport(t *testing.T) {
	const line = "REPORT RequestId: 1f2e\tDuration: 12.50 ms\tBilled Duration: 13 ms\tMemory Size: 512 MB\tMax Memory Used: 40 MB"
	var f Function
	for range 2 {
		if err := f.report(line); err != nil {
			t.Fatal(err)
		}
	}
	if f.Calls != 2 || !near(f.Seconds, 0.025) || f.Memory != 512 {
		t.Errorf("%+v", f)
	}
	for _, wrong := range []string{"REPORT ", "REPORT RequestId: 1\tDuration: x ms\tMemory Size: 512 MB", "REPORT RequestId: 1\tDuration: 1.00 ms"} {
		if err := (&Function{}).report(wrong); err == nil {
			t.Errorf("%q was taken", wrong)
		}
	}
}
