// Package ports opens the adapters that several areas use.
package ports

import (
	"github.com/aio-creative-hub/aio/functions/internal/start"
	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/blob/s3"
	"github.com/aio-creative-hub/aio/shared/cloud"
)

// Blob opens the bucket.
func Blob(e *start.Env) (blob.Store, error) {
	if err := e.Need(cloud.EnvBucket); err != nil {
		return nil, err
	}
	return s3.Open(e.AWS, s3.Options{Bucket: e.Settings.Bucket, Now: e.Now})
}
