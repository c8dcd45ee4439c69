package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/aio-creative-hub/aio/shared/catalog"
)

// newOpenAPICommand is "aio openapi": the API's descriptions from the declarations.
func newOpenAPICommand() *cobra.Command {
	var dir string
	var check, release bool
	cmd := &cobra.Command{
		Use:   "openapi",
		Short: "Write the API descriptions from the declarations",
		Long: "Writes docs/openapi.yaml (OpenAPI 3.1) and docs/openapi-apigateway.json (what API Gateway imports).\n" +
			"The released contract, docs/contract/released.yaml, is what breaking changes are judged against.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			files, err := catalog.Documents()
			if err != nil {
				return err
			}
			if release {
				files = append(files, catalog.File{Path: catalog.ReleasedFile, Data: files[0].Data})
			}
			if check {
				return checkDocuments(dir, files)
			}
			return writeDocuments(cmd, dir, files)
		},
	}
	cmd.Flags().StringVar(&dir, "dir", "docs", "folder of the documents")
	cmd.Flags().BoolVar(&check, "check", false, "write nothing; fail if a document is not what the declarations say")
	cmd.Flags().BoolVar(&release, "release", false, "make the present API the released contract")
	cmd.MarkFlagsMutuallyExclusive("check", "release")
	return cmd
}

// checkDocuments reports every document that differs from what is generated.
func checkDocuments(dir string, files []catalog.File) error {
	var errs []error
	for _, f := range files {
		path := filepath.Join(dir, filepath.FromSlash(f.Path))
		onDisk, err := os.ReadFile(path) //nolint:gosec // the folder is the caller's to choose
		switch {
		case err != nil:
			errs = append(errs, err)
		case !bytes.Equal(onDisk, f.Data):
			errs = append(errs, fmt.Errorf("%s is out of date: run aio openapi", path))
		}
	}
	return errors.Join(errs...)
}

func writeDocuments(cmd *cobra.Command, dir string, files []catalog.File) error {
	for _, f := range files {
		path := filepath.Join(dir, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec // documents are no secret
			return fmt.Errorf("write the API descriptions: %w", err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil { //nolint:gosec // documents are no secret
			return fmt.Errorf("write the API descriptions: %w", err)
		}
		if _, err := fmt.Fprintf(cmd.OutOrStdout(), "%s: %d bytes\n", path, len(f.Data)); err != nil {
			return err
		}
	}
	return nil
}
