package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/nlp/data"
	"github.com/aio-creative-hub/aio/shared/nlp/evaluate"
)

// newNLPCommand is "aio nlp": training, prediction and evaluation of the
// language model, all offline.
func newNLPCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "nlp",
		Short: "Train, try and measure the language understanding",
		Args:  cobra.NoArgs,
	}
	cmd.AddCommand(newNLPTrainCommand(), newNLPPredictCommand(), newNLPEvalCommand(), newNLPProcessCommand())
	return cmd
}

func newNLPTrainCommand() *cobra.Command {
	var dir, out string
	cmd := &cobra.Command{
		Use:   "train",
		Short: "Train the model from labelled messages and write it to a file",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			examples, err := data.Load(os.DirFS(dir))
			if err != nil {
				return err
			}
			model, err := nlp.Train(examples)
			if err != nil {
				return err
			}
			if err := os.WriteFile(out, model, 0o644); err != nil { //nolint:gosec // a model is no secret
				return fmt.Errorf("write the model: %w", err)
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %d bytes from %d examples\n", out, len(model), len(examples))
			return err
		},
	}
	cmd.Flags().StringVar(&dir, "data", "shared/nlp/data", "folder with the training files (*.jsonl)")
	cmd.Flags().StringVar(&out, "out", "shared/nlp/model.bin", "file to write the model to")
	return cmd
}

func newNLPPredictCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "predict FILE",
		Short: "Print a prediction for every row of a JSONL file",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withRows(args[0], func(r *nlp.Recognizer, rows io.Reader) error {
				return evaluate.Predict(r, rows, cmd.OutOrStdout())
			})
		},
	}
}

func newNLPEvalCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "eval FILE",
		Short: "Score the rows of a JSONL file and print the measures as JSON",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withRows(args[0], func(r *nlp.Recognizer, rows io.Reader) error {
				report, err := evaluate.Evaluate(r, rows)
				if err != nil {
					return err
				}
				return printJSON(cmd.OutOrStdout(), report)
			})
		},
	}
}

func newNLPProcessCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "process TEXT",
		Short: "Print what one message is understood as",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := nlp.Default()
			if err != nil {
				return err
			}
			return printJSON(cmd.OutOrStdout(), r.Understand(strings.Join(args, " "), nlp.State{}))
		},
	}
}

// withRows opens a data file and hands it, with the recognizer, to fn.
func withRows(path string, fn func(*nlp.Recognizer, io.Reader) error) error {
	r, err := nlp.Default()
	if err != nil {
		return err
	}
	f, err := os.Open(path) //nolint:gosec // the file the person named
	if err != nil {
		return fmt.Errorf("open the rows: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read from
	return fn(r, f)
}

func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
