package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/aio-creative-hub/aio/shared/graphics/export"
	"github.com/aio-creative-hub/aio/shared/graphics/render"
	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/nlp/evaluate"
)

// newNLPReliabilityCommand is "aio nlp reliability".
func newNLPReliabilityCommand() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "reliability FILE...",
		Short: "Draw how often a stated confidence came true, as a PNG",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := reliability(args)
			if err != nil {
				return err
			}
			png, err := drawReliability(cmd.Context(), c)
			if err != nil {
				return err
			}
			if err := os.WriteFile(out, png, 0o644); err != nil { //nolint:gosec // a public picture
				return fmt.Errorf("write the diagram: %w", err)
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: calibration error %.4f\n", out, c.ExpectedError())
			return err
		},
	}
	cmd.Flags().StringVar(&out, "out", "docs/nlp-reliability.png", "file to write the picture to")
	return cmd
}

// reliability scores the rows of all files together.
func reliability(paths []string) (c evaluate.Calibration, err error) {
	r, err := nlp.Default()
	if err != nil {
		return c, err
	}
	var files []io.Reader
	for _, path := range paths {
		f, err := os.Open(path) //nolint:gosec // the file the person named
		if err != nil {
			return c, fmt.Errorf("open the rows: %w", err)
		}
		defer f.Close() //nolint:errcheck // only read from
		files = append(files, f)
	}
	return evaluate.Reliability(r, files...)
}

// drawReliability draws the diagram by the product's own renderer, as a PNG.
func drawReliability(ctx context.Context, c evaluate.Calibration) ([]byte, error) {
	chart := newReliabilityChart()
	chart.grid()
	for _, b := range c.Bins() {
		chart.bar(b)
	}
	chart.diagonal()
	chart.title(c)
	chart.legend()
	picture, err := render.Render(ctx, chart.canvas, nil, render.Options{})
	if err != nil {
		return nil, fmt.Errorf("draw the diagram: %w", err)
	}
	var png bytes.Buffer
	if err := export.Encode(&png, picture, export.Options{}); err != nil {
		return nil, fmt.Errorf("draw the diagram: %w", err)
	}
	return png.Bytes(), nil
}
