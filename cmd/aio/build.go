package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/aio-creative-hub/aio/internal/dist"
)

// newBuildCommand is "aio build": the functions' programs for Lambda.
func newBuildCommand() *cobra.Command {
	o := dist.Options{}
	var arches []string
	cmd := &cobra.Command{
		Use:   "build [artifact…]",
		Short: "Build the functions for Lambda: dist/{arch}/{area}-{operation}/bootstrap",
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Only = args
			for _, arch := range arches {
				o.Arch = arch
				built, err := dist.Build(cmd.Context(), o)
				if err != nil {
					return err
				}
				if err := list(cmd.OutOrStdout(), arch, built); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&o.Root, "root", ".", "folder of the module")
	cmd.Flags().StringVar(&o.Dir, "out", "dist", "folder of what is built")
	cmd.Flags().StringSliceVar(&arches, "arch", dist.Arches(), "architectures")
	return cmd
}

// list shows the sizes of what was built.
func list(out io.Writer, arch string, built []dist.Built) error {
	const mega = 1e6
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	var total int64
	fresh := 0
	for _, b := range built {
		mark := ""
		if b.Fresh {
			mark, fresh = "new", fresh+1
		}
		if _, err := fmt.Fprintf(w, "%s\t%s\t%.1f MB\t%s\t%s\n", arch, b.Artifact, float64(b.Bytes)/mega, b.SHA256[:12], mark); err != nil {
			return err
		}
		total += b.Bytes
	}
	if _, err := fmt.Fprintf(w, "%s\t%d functions, %d of them new\t%.0f MB\n", arch, len(built), fresh, float64(total)/mega); err != nil {
		return err
	}
	return w.Flush()
}
