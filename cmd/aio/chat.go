package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	chatops "github.com/aio-creative-hub/aio/shared/chat/ops"
	"github.com/aio-creative-hub/aio/shared/client"
)

// exitAsked is the exit status of a one-shot message that was answered by a question.
const exitAsked = 2

// defaultChatTimeout bounds one message: the server answers within 29 s, and a lost
// connection needs some seconds to come back.
const defaultChatTimeout = 2 * time.Minute

type chatFlags struct {
	server, session, out, email, ca string
	fresh, json, newAccount         bool
	timeout                         time.Duration
}

// newChatCommand is "aio chat": the product in a terminal, through the public API only.
func newChatCommand() *cobra.Command {
	var f chatFlags
	cmd := &cobra.Command{
		Use:   "chat [TEXT]",
		Short: "Say what to make; files are saved here",
		Long: "Say what to make, in one message or in a conversation. Files that are made are saved in the current directory.\n" +
			"The first time it makes an account on the server, and keeps it in a file that only you can read\n" +
			"(AIO_CONFIG names another directory for it). AIO_EMAIL and AIO_PASSWORD name an account of your own.\n\n" +
			"Exit status: 0 done, 2 the answer is a question, 1 anything else.",
		Example: "  aio chat \"Create a 1200x630 banner with a navy background and the title Launch Day in white\"\n" +
			"  aio chat",
		RunE: func(cmd *cobra.Command, args []string) error {
			return runChat(cmd.Context(), cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr(), f, strings.Join(args, " "))
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.server, "server", "http://"+defaultAddr, "address of the server")
	flags.StringVar(&f.ca, "ca", "", "PEM file with the certificate to trust, for aio serve --tls: DATA/tls.pem")
	flags.StringVar(&f.session, "session", "", "id of the conversation to go on with; the last one if absent")
	flags.BoolVar(&f.fresh, "new", false, "begin a new conversation")
	flags.StringVar(&f.out, "out", ".", "directory for files")
	flags.BoolVar(&f.json, "json", false, "print the reply as JSON, and all else on standard error")
	flags.DurationVar(&f.timeout, "timeout", defaultChatTimeout, "how long to wait for a reply")
	flags.StringVar(&f.email, "email", os.Getenv("AIO_EMAIL"), "e-mail address of the account to make or use")
	flags.BoolVar(&f.newAccount, "new-account", false, "make a new account instead of the one kept for this server")
	cmd.MarkFlagsMutuallyExclusive("session", "new")
	return cmd
}

// sender sends a message and waits for its reply: *client.Conn, or *client.Client where
// there is no WebSocket.
type sender interface {
	Send(ctx context.Context, m chatops.NewMessage) (*chatops.Reply, error)
}

// chat is one run of the command.
type chat struct {
	flags    chatFlags
	http     *http.Client // nil: the client's own
	accounts *keptAccounts
	c        *client.Client
	sender   sender
	screen   *screen
	steps    *steps
	session  string // the conversation; "" begins one
	chosen   bool   // the conversation was named by the person
	choices  []chatops.Choice
}

func runChat(ctx context.Context, in io.Reader, out, errOut io.Writer, f chatFlags, text string) (err error) {
	switch {
	case f.timeout <= 0:
		return errors.New("--timeout must be more than nothing")
	case text != "" && strings.TrimSpace(text) == "":
		return errors.New("the message is empty")
	}
	ch, err := openChat(out, errOut, f)
	if err != nil {
		return err
	}
	ch.steps = &steps{screen: ch.screen}
	defer func() { err = spoken(err, f.server) }()
	if err := ch.signIn(ctx); err != nil {
		return err
	}
	if !f.fresh && ch.session == "" {
		ch.session = ch.accounts.current().Conversation
	}
	closeConn, err := ch.connect(ctx)
	if err != nil {
		return err
	}
	defer closeConn()
	if text == "" {
		return ch.interactive(ctx, in)
	}
	return ch.oneShot(ctx, text)
}

// openChat prepares a run: the account that is kept for the server, and the screen.
func openChat(out, errOut io.Writer, f chatFlags) (*chat, error) {
	server := strings.TrimRight(f.server, "/")
	a, err := openAccounts(server)
	if err != nil {
		return nil, err
	}
	trusted, err := trusting(f.ca)
	if err != nil {
		return nil, err
	}
	ch := &chat{flags: f, http: trusted, accounts: a, screen: newScreen(out, errOut, f.json), session: f.session, chosen: f.session != ""}
	ch.screen.server = server
	return ch, nil
}

// connect opens the WebSocket, or goes without if only that fails.
func (ch *chat) connect(ctx context.Context) (closeConn func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, ch.flags.timeout)
	defer cancel()
	conn, err := ch.c.Dial(ctx)
	if err == nil {
		var reading sync.WaitGroup
		reading.Go(func() {
			for p := range conn.Pushes() {
				ch.steps.show(p)
			}
		})
		ch.sender = conn
		return func() { _ = conn.Close(); reading.Wait() }, nil
	}
	if errors.Is(err, errReset) || ctx.Err() != nil {
		return nil, err
	}
	if _, restErr := ch.c.Me(ctx); restErr != nil {
		return nil, restErr
	}
	ch.screen.note("The WebSocket cannot be opened (%v); going on without progress, by REST.", err)
	ch.sender = ch.c
	return func() {}, nil
}

// spoken makes an error one that says what to do.
func spoken(err error, server string) error {
	switch {
	case err == nil, errors.As(err, new(exitError)):
		return err
	case errors.Is(err, errReset):
		return errReset
	case errors.Is(err, context.Canceled):
		return errors.New("stopped")
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, client.ErrNoAnswer):
		return errors.New("no reply in time; --timeout allows more")
	case errors.Is(err, client.ErrUnreachable):
		cause := strings.TrimPrefix(err.Error(), client.ErrUnreachable.Error()+": ")
		return fmt.Errorf("cannot reach %s (%s); start it with: make run", server, cause)
	}
	if p := client.AsProblem(err); p != nil && p.Status >= 500 && p.Correlation != "" {
		return fmt.Errorf("%s Correlation id: %s", p.Detail, p.Correlation)
	} else if p != nil {
		return errors.New(p.Detail)
	}
	return errors.New(strings.TrimPrefix(err.Error(), "client: "))
}
