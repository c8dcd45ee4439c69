package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"github.com/aio-creative-hub/aio/shared/client"
)

type uploadFlags struct {
	chatFlags
	tags   []string
	resume string
}

// newUploadCommand is "aio upload": files for the chat to work with.
func newUploadCommand() *cobra.Command {
	var f uploadFlags
	cmd := &cobra.Command{
		Use:   "upload FILE...",
		Short: "Add files, e.g. a picture to place in another",
		Long: "Adds files to your library on the server, as the account that aio chat uses. Files above 100 MiB are sent in parts:\n" +
			"if the line breaks, --resume goes on with what has arrived.",
		Example: "  aio upload logo.png && aio chat \"add the image logo.png\"",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runUpload(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr(), f, args)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.server, "server", "http://"+defaultAddr, "address of the server")
	flags.StringVar(&f.ca, "ca", "", "PEM file with the certificate to trust, for aio serve --tls: DATA/tls.pem")
	flags.StringVar(&f.email, "email", os.Getenv("AIO_EMAIL"), "e-mail address of the account to make or use")
	flags.StringSliceVar(&f.tags, "tag", nil, "tag for the files; may be given several times")
	flags.StringVar(&f.resume, "resume", "", "id of an upload to go on with, as it was printed")
	return cmd
}

func runUpload(ctx context.Context, out, errOut io.Writer, f uploadFlags, names []string) (err error) {
	f.timeout = defaultChatTimeout // to sign in; sending takes the time it takes
	if f.resume != "" && len(names) != 1 {
		return errors.New("--resume goes on with one file")
	}
	ch, err := openChat(out, errOut, f.chatFlags)
	if err != nil {
		return err
	}
	defer func() { err = spoken(err, f.server) }()
	if err := ch.signIn(ctx); err != nil {
		return err
	}
	for _, name := range names {
		if err := ch.upload(ctx, errOut, f, name); err != nil {
			return err
		}
	}
	return nil
}

func (ch *chat) upload(ctx context.Context, errOut io.Writer, f uploadFlags, name string) error {
	file, err := os.Open(name) //nolint:gosec // the person's own file
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // only read
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a file", name)
	}
	bar := progressbar.NewOptions64(info.Size(), progressbar.OptionSetWriter(errOut), progressbar.OptionShowBytes(true),
		progressbar.OptionSetDescription(filepath.Base(name)), progressbar.OptionClearOnFinish(), progressbar.OptionSetVisibility(isTerminal(errOut)))
	var id string
	made, err := ch.c.Upload(ctx, client.File{Name: filepath.Base(name), Bytes: info.Size(), Data: file, Tags: f.tags, Resume: f.resume,
		InParts: info.Size() > wholeUpload, Begun: func(begun string) { id = begun }, Progress: func(sent, _ int64) { _ = bar.Set64(sent) }})
	_ = bar.Finish() // a screen that is gone cannot be told so
	if err != nil {
		if id != "" && info.Size() > wholeUpload {
			ch.screen.note("What has arrived is kept for a day. To go on: aio upload --resume %s %s", id, name)
		}
		return err
	}
	ch.screen.say("%s  %s  %d bytes", made.ID, made.Name, made.Bytes)
	return nil
}

// wholeUpload is the largest file sent in one request; the server's own limit is the same.
const wholeUpload = 100 << 20
