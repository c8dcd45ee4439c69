package deploy

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"golang.org/x/sync/errgroup"
)

// uploads is how many assets are published at a time: each is in memory.
const uploads = 2

// asset is a file or folder that goes to a bucket.
type asset struct {
	path, bucket, key string
	zipped            bool
}

// readAssets reads an asset manifest of the assembly.
func readAssets(dir, file string) ([]asset, error) {
	data, err := os.ReadFile(filepath.Join(dir, file)) //nolint:gosec // the assembly's own file
	if err != nil {
		return nil, fmt.Errorf("deploy: %w", err)
	}
	var m struct {
		Files map[string]struct {
			Source       struct{ Path, Packaging string }
			Destinations map[string]struct{ BucketName, ObjectKey string }
		}
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("deploy: %s: %w", file, err)
	}
	var out []asset
	for _, f := range m.Files {
		for _, to := range f.Destinations {
			path := f.Source.Path
			if !filepath.IsAbs(path) {
				path = filepath.Join(dir, path)
			}
			out = append(out, asset{path: path, bucket: to.BucketName, key: to.ObjectKey, zipped: f.Source.Packaging == "zip"})
		}
	}
	return out, nil
}

// publish uploads the assets and gives their bucket.
func (d *Deployer) publish(ctx context.Context, a *Assembly) (bucket string, err error) {
	for _, one := range a.assets {
		if bucket != "" && one.bucket != bucket {
			return "", fmt.Errorf("deploy: assets go to both %s and %s", bucket, one.bucket)
		}
		bucket = one.bucket
	}
	if bucket == "" {
		return "", errors.New("deploy: the assembly has no assets")
	}
	_, err = d.s3.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: &bucket})
	var owned *types.BucketAlreadyOwnedByYou
	var exists *types.BucketAlreadyExists
	if err != nil && !errors.As(err, &owned) && !errors.As(err, &exists) {
		return "", brief(err)
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(uploads)
	for _, one := range a.assets {
		group.Go(func() error {
			body, err := one.read()
			if err != nil {
				return err
			}
			_, err = d.s3.PutObject(ctx, &s3.PutObjectInput{Bucket: &one.bucket, Key: &one.key, Body: bytes.NewReader(body)})
			return brief(err)
		})
	}
	return bucket, group.Wait()
}

func (a asset) read() ([]byte, error) {
	if !a.zipped {
		return os.ReadFile(a.path)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	root, err := os.OpenRoot(a.path)
	if err != nil {
		return nil, fmt.Errorf("deploy: %w", err)
	}
	defer func() { _ = root.Close() }() // only read
	entries, err := os.ReadDir(a.path)
	if err != nil {
		return nil, fmt.Errorf("deploy: %w", err)
	}
	for _, e := range entries {
		if err := addTo(z, root, e.Name()); err != nil {
			return nil, fmt.Errorf("deploy: %s: %w", a.path, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("deploy: %w", err)
	}
	return b.Bytes(), nil
}

// addTo adds a program to the archive, not compressed: it only goes next door.
func addTo(z *zip.Writer, root *os.Root, name string) (err error) {
	const executable = 0o755
	h := &zip.FileHeader{Name: name, Method: zip.Store}
	h.SetMode(executable)
	w, err := z.CreateHeader(h)
	if err != nil {
		return err
	}
	f, err := root.Open(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	_, err = io.Copy(w, f)
	return err
}
