package s3_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/aio-creative-hub/aio/internal/emulator"
	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/blob/blobtest"
	"github.com/aio-creative-hub/aio/shared/blob/s3"
)

func TestContract(t *testing.T) {
	emulator.Each(t, "blob", func(t *testing.T, target emulator.Target) {
		lacks := probe(t, target)
		blobtest.Run(t, func(t *testing.T) blobtest.Harness {
			return blobtest.Harness{Store: open(t, target, bucket(t, target)), Client: &http.Client{}, Advance: wait, Lacks: lacks}
		})
	})
}

func open(t *testing.T, target emulator.Target, bucket string) *s3.Store {
	t.Helper()
	s, err := s3.Open(target.Config(), s3.Options{Bucket: bucket})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// probe finds out what the emulator does not do. Both check signatures, but take requests
// that do not look signed, which S3 refuses of a bucket that is not public.
func probe(t *testing.T, target emulator.Target) map[string]string {
	t.Helper()
	out := map[string]string{}
	s, key := open(t, target, bucket(t, target)), "temp/usr_1/probe"
	put(t, s, key, []byte("x"))
	signed, err := s.SignGet(t.Context(), key, blob.GetGrant{Life: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(url.Values){
		"no query":                func(q url.Values) { clear(q) },
		"without X-Amz-Signature": func(q url.Values) { q.Del("X-Amz-Signature") },
		"without X-Amz-Algorithm": func(q url.Values) { q.Del("X-Amz-Algorithm") },
		"changed X-Amz-Algorithm": func(q url.Values) { q.Set("X-Amz-Algorithm", "BWS4-HMAC-SHA256") },
	} {
		if taken(t, signed.URL, change) {
			out["SignedTamper: "+name] = target.Name + " takes such a request as one without a signature, and takes those"
		}
	}
	if target.Name == "localstack" { // seen in 4.14.0, and not probed: a probe of it would hang, too
		out["Concurrency"] = "LocalStack gives a reader the bytes of two versions of an object, or lets reader and writer wait for each other"
	}
	return out
}

// taken tells whether a signed download whose query was changed is answered with the object.
func taken(t *testing.T, signed string, change func(url.Values)) bool {
	t.Helper()
	u, err := url.Parse(signed)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	change(q)
	u.RawQuery = q.Encode()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, u.String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	return res.StatusCode == http.StatusOK
}

// wait lets the emulator's own time pass: it knows no other.
func wait(d time.Duration) { time.Sleep(d + 1100*time.Millisecond) }

// bucket makes a bucket that goes with the test.
func bucket(t *testing.T, target emulator.Target) string {
	t.Helper()
	c := awss3.NewFromConfig(target.Config(), func(o *awss3.Options) { o.UsePathStyle = true })
	name := emulator.Unique("aio-test-")
	if _, err := c.CreateBucket(t.Context(), &awss3.CreateBucketInput{Bucket: &name}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { empty(context.WithoutCancel(t.Context()), c, name) })
	return name
}

func empty(ctx context.Context, c *awss3.Client, name string) {
	for {
		out, err := c.ListObjectsV2(ctx, &awss3.ListObjectsV2Input{Bucket: &name})
		if err != nil || len(out.Contents) == 0 {
			break
		}
		var d types.Delete
		for _, o := range out.Contents {
			d.Objects = append(d.Objects, types.ObjectIdentifier{Key: o.Key})
		}
		if _, err := c.DeleteObjects(ctx, &awss3.DeleteObjectsInput{Bucket: &name, Delete: &d}); err != nil {
			break
		}
	}
	_, _ = c.DeleteBucket(ctx, &awss3.DeleteBucketInput{Bucket: aws.String(name)}) // the emulator ends soon anyway
}
