package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/aio-creative-hub/aio/internal/functions"
)

// newFunctionsCommand is "aio functions": the main packages of the catalogue's functions.
func newFunctionsCommand() *cobra.Command {
	var root string
	var check bool
	cmd := &cobra.Command{
		Use:   "functions",
		Short: "Write the main package and the sample event of every operation's function",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if check {
				return functions.Check(root)
			}
			n, err := functions.Write(root)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %d files\n", functions.Dir, n)
			return err
		},
	}
	cmd.Flags().StringVar(&root, "root", ".", "folder of the module")
	cmd.Flags().BoolVar(&check, "check", false, "write nothing; fail if the folder is not what the catalogue says")
	return cmd
}
