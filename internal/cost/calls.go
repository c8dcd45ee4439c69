package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
)

// Used is what was asked of a service by one kind of call.
type Used struct {
	Calls int     `json:"calls"`
	Units float64 `json:"units,omitempty"` // DynamoDB's read or write units, EventBridge's events
}

// counter stands between the functions and the emulator, and counts what they ask for.
type counter struct {
	proxy *httputil.ReverseProxy

	mu   sync.Mutex
	used map[string]Used
}

func newCounter() *counter { return &counter{used: map[string]Used{}} }

// to names the emulator.
func (c *counter) to(endpoint string) error {
	at, err := url.Parse(endpoint)
	if err != nil {
		return err
	}
	c.proxy = &httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(at); r.Out.Host = r.In.Host }, // signatures are of the host that was asked
		Transport: &http.Transport{DisableKeepAlives: true},
		ModifyResponse: func(res *http.Response) error {
			body, err := io.ReadAll(res.Body)
			if err != nil {
				return err
			}
			res.Body = io.NopCloser(bytes.NewReader(body))
			asked, _ := res.Request.Context().Value(bodyKey{}).([]byte)
			c.count(callName(res.Request), asked, body)
			return nil
		},
	}
	return nil
}

// bodyKey is where a request's context has its body.
type bodyKey struct{}

// ServeHTTP passes a request on.
func (c *counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	c.proxy.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), bodyKey{}, body)))
}

func (c *counter) count(name string, asked, answered []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	u := c.used[name]
	u.Calls++
	u.Units += units(name, asked, answered)
	c.used[name] = u
}

// begin forgets what was counted.
func (c *counter) begin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.used = map[string]Used{}
}

// all gives what was counted.
func (c *counter) all() map[string]Used {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.used
}

// services are the names in X-Amz-Target.
var services = map[string]string{"DynamoDB_20120810": "DynamoDB", "TrentService": "KMS", "AWSEvents": "EventBridge", "AmazonSQS": "SQS"}

// callName is service and operation of a request.
func callName(r *http.Request) string {
	if service, operation, ok := strings.Cut(r.Header.Get("X-Amz-Target"), "."); ok {
		if known := services[service]; known != "" {
			service = known
		}
		return service + " " + operation
	}
	switch path := r.URL.Path; {
	case strings.HasSuffix(path, "/invocations"):
		return "Lambda Invoke"
	case strings.Contains(path, "/@connections/"):
		return "API Gateway " + r.Method + " connection"
	case strings.Contains(path, "/outbound-emails"):
		return "SES SendEmail"
	}
	return "S3 " + r.Method
}

// What one unit of DynamoDB is of: bytes of an item ("Read and write operations", developer
// guide). A transaction takes two for each; an entry of an index one more for each.
const (
	writeUnit, readUnit = 1 << 10, 4 << 10
	inTransaction       = 2
)

// units gives the units of a call, by the size of what was sent or received as JSON, which
// is more than DynamoDB counts.
func units(name string, asked, answered []byte) float64 {
	var in struct{ TransactItems, Entries []json.RawMessage }
	var out struct {
		Attributes, Item json.RawMessage
		Items            []json.RawMessage
		Responses        json.RawMessage
	}
	_ = json.Unmarshal(asked, &in) // what is not JSON has none of it
	_ = json.Unmarshal(answered, &out)
	switch name {
	case "DynamoDB UpdateItem", "DynamoDB PutItem", "DynamoDB DeleteItem":
		return writes(max(len(out.Attributes), len(asked)), asked)
	case "DynamoDB TransactWriteItems":
		var sum float64
		for _, one := range in.TransactItems {
			sum += inTransaction * writes(len(one), one)
		}
		return sum
	case "EventBridge PutEvents":
		return float64(len(in.Entries))
	case "DynamoDB GetItem":
		return ceil(len(out.Item), readUnit)
	case "DynamoDB BatchGetItem":
		var tables map[string][]json.RawMessage
		_ = json.Unmarshal(out.Responses, &tables)
		var sum float64
		for _, items := range tables {
			for _, one := range items {
				sum += ceil(len(one), readUnit)
			}
		}
		return max(sum, 1)
	case "DynamoDB Query":
		size := 0
		for _, one := range out.Items {
			size += len(one)
		}
		return ceil(size, readUnit)
	}
	return 0
}

// writes are the units of one write of size bytes: of the item, and of each entry of an
// index, which has all of the item's attributes.
func writes(size int, text []byte) float64 {
	return ceil(size, writeUnit) * float64(1+indexEntries(text))
}

// indexEntries are the entries that a write sets: the names with cloud.IndexKeys' ending in
// the part of its expression that sets, or in its item.
func indexEntries(text []byte) int {
	type write struct {
		UpdateExpression         string
		ExpressionAttributeNames map[string]string
		Item                     map[string]json.RawMessage
	}
	var in struct {
		write
		Update, Put *write
	}
	_ = json.Unmarshal(text, &in) // a read has none
	n := 0
	for _, w := range []*write{&in.write, in.Update, in.Put} {
		if w == nil {
			continue
		}
		sets, _, _ := strings.Cut(w.UpdateExpression, "REMOVE")
		for _, word := range strings.FieldsFunc(sets, func(r rune) bool { return r == ' ' || r == ',' || r == '=' }) {
			if strings.HasSuffix(w.ExpressionAttributeNames[word], indexEnding) {
				n++
			}
		}
		for name := range w.Item {
			if strings.HasSuffix(name, indexEnding) {
				n++
			}
		}
	}
	return n
}

// indexEnding is that of the partition keys of index entries; see cloud.IndexKeys.
const indexEnding = "_pk"

func ceil(size, unit int) float64 { return max(1, math.Ceil(float64(size)/float64(unit))) }
