package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/nlp/classify"
	"github.com/aio-creative-hub/aio/shared/nlp/custom/learn"
	"github.com/aio-creative-hub/aio/shared/nlp/custom/learn/apart"
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
	cmd.AddCommand(newNLPTrainCommand(), newNLPPredictCommand(), newNLPEvalCommand(), newNLPReliabilityCommand(), newNLPStrangersCommand(), newNLPProcessCommand(),
		newNLPExplainCommand(), newNLPBenchCommand(), newNLPVectorsCommand(), newNLPLearnCommand())
	return cmd
}

func newNLPTrainCommand() *cobra.Command {
	var dir, out, slotsOut, contextOut string
	var check bool
	cfg := nlp.Config()
	cmd := &cobra.Command{
		Use:   "train",
		Short: "Train the model from labelled messages and write it to a file",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			corpus, err := nlp.Load(os.DirFS(dir))
			if err != nil {
				return err
			}
			model, err := nlp.Train(corpus, cfg)
			if err != nil {
				return err
			}
			slotModel, err := nlp.TrainSlots(corpus.Examples)
			if err != nil {
				return err
			}
			contextModel, err := trainContext(dir, corpus, cfg, model, slotModel)
			if err != nil {
				return err
			}
			if check {
				return errors.Join(sameFile(out, model), sameFile(slotsOut, slotModel), sameFile(contextOut, contextModel))
			}
			if err := os.WriteFile(out, model, 0o644); err != nil { //nolint:gosec // a model is no secret
				return fmt.Errorf("write the model: %w", err)
			}
			if err := os.WriteFile(slotsOut, slotModel, 0o644); err != nil { //nolint:gosec // a model is no secret
				return fmt.Errorf("write the slot model: %w", err)
			}
			if err := os.WriteFile(contextOut, contextModel, 0o644); err != nil { //nolint:gosec // a model is no secret
				return fmt.Errorf("write the model of dialogues: %w", err)
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %d bytes, %s: %d bytes, %s: %d bytes, from %d examples\n", out, len(model), slotsOut, len(slotModel), contextOut, len(contextModel), len(corpus.Examples))
			return err
		},
	}
	cmd.Flags().StringVar(&dir, "data", "shared/nlp/data", "folder with the training files (*.jsonl)")
	cmd.Flags().StringVar(&out, "out", "shared/nlp/model.bin", "file to write the model to")
	cmd.Flags().StringVar(&slotsOut, "slots", "shared/nlp/slots.bin", "file to write the slot model to")
	cmd.Flags().StringVar(&contextOut, "context", "shared/nlp/context.bin", "file to write the model of dialogues to")
	cmd.Flags().BoolVar(&check, "check", false, "write nothing; fail if the files are not what the data gives")
	addConfigFlags(cmd, &cfg)
	return cmd
}

// newNLPLearnCommand is the process in which "aio serve" trains people's own models.
func newNLPLearnCommand() *cobra.Command {
	return &cobra.Command{
		Use:    learnCommand,
		Short:  "Train a model of the examples on standard input (aio serve calls it)",
		Args:   cobra.NoArgs,
		Hidden: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			l, err := learn.Embedded()
			if err != nil {
				return err
			}
			os.Exit(apart.Serve(cmd.InOrStdin(), cmd.OutOrStdout(), l.Learn))
			return nil
		},
	}
}

// learnCommand is its name.
const learnCommand = "learn"

// addConfigFlags adds the training parameters, for comparisons.
func addConfigFlags(cmd *cobra.Command, cfg *classify.Config) {
	f := cmd.Flags()
	f.Float64Var(&cfg.Views.Words, "words", cfg.Views.Words, "weight of words and their pairs")
	f.Float64Var(&cfg.Views.Letters, "letters", cfg.Views.Letters, "weight of character n-grams")
	f.Float64Var(&cfg.Views.Pattern, "pattern", cfg.Views.Pattern, "weight of word classes")
	f.Float64Var(&cfg.Views.Meaning, "meaning", cfg.Views.Meaning, "weight of word vectors")
	f.UintVar(&cfg.Bits, "bits", cfg.Bits, "logarithm of the number of hash buckets")
	f.Float64Var(&cfg.Cost, "cost", cfg.Cost, "price of a training error")
	f.Float64Var(&cfg.GroupWeight, "tool-weight", cfg.GroupWeight, "weight of the tool's score beside the operation's")
	f.IntVar(&cfg.Folds, "folds", cfg.Folds, "parts of the cross-validation")
	f.IntVar(&cfg.Block, "block", cfg.Block, "neighbouring examples that stay in one part")
}

// trainContext makes the model of dialogues for the two others.
func trainContext(dir string, corpus nlp.Corpus, cfg classify.Config, model, slotModel []byte) ([]byte, error) {
	dialogues, err := data.LoadDialogues(os.DirFS(dir))
	if err != nil {
		return nil, err
	}
	parts, err := nlp.TrainHalves(corpus, cfg)
	if err != nil {
		return nil, err
	}
	return nlp.TrainContext(nlp.ContextTraining{Model: model, Slots: slotModel, Halves: parts, Examples: corpus.Examples, Dialogues: dialogues})
}

// sameFile fails when a file is not what it should be.
func sameFile(path string, want []byte) error {
	got, err := os.ReadFile(path) //nolint:gosec // the file the person named
	if err != nil {
		return fmt.Errorf("check the model: %w", err)
	}
	if !bytes.Equal(got, want) {
		return fmt.Errorf("%s is not what the data gives: run aio nlp train", path)
	}
	return nil
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
	var model string
	cmd := &cobra.Command{
		Use:   "eval FILE",
		Short: "Score the rows of a JSONL file and print the measures as JSON",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := recognizerOf(model)
			if err != nil {
				return err
			}
			return readRows(args[0], func(rows io.Reader) error {
				report, err := evaluate.Evaluate(r, rows)
				if err != nil {
					return err
				}
				return printJSON(cmd.OutOrStdout(), report)
			})
		},
	}
	cmd.Flags().StringVar(&model, "model", "", "model file (default: the one built in)")
	return cmd
}

// recognizerOf has the classifier of a file, "" for the one built in, with the slots and
// dialogues that are built in.
func recognizerOf(file string) (*nlp.Recognizer, error) {
	r, err := nlp.Default()
	if err != nil || file == "" {
		return r, err
	}
	model, err := os.ReadFile(file) //nolint:gosec // the file the person named
	if err != nil {
		return nil, fmt.Errorf("read the model: %w", err)
	}
	return r.With(model, nil)
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
	return readRows(path, func(rows io.Reader) error { return fn(r, rows) })
}

func readRows(path string, fn func(io.Reader) error) error {
	f, err := os.Open(path) //nolint:gosec // the file the person named
	if err != nil {
		return fmt.Errorf("open the rows: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read from
	return fn(f)
}

func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
