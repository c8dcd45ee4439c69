package soak

import (
	"context"
	"errors"
	"fmt"

	"github.com/aio-creative-hub/aio/internal/pause"
	"github.com/aio-creative-hub/aio/shared/client"
)

// Do implements line, over the connection there is.
func (p *person) Do(ctx context.Context, action string, args, out any) error {
	p.mu.Lock()
	conn := p.conn
	p.mu.Unlock()
	if conn == nil {
		return client.ErrClosed
	}
	return conn.Do(ctx, action, args, out)
}

// leave ends all that a person does, and closes what they opened.
func (p *person) leave() {
	p.end()
	p.tasks.Wait()
	p.disconnect()
	p.wire.CloseIdleConnections()
}

// connect opens a connection and follows the document from where this person is.
func (p *person) connect(ctx context.Context) error {
	conn, err := p.dial(ctx)
	if err != nil {
		return fmt.Errorf("%s: connect: %w", p.name, err)
	}
	read := make(chan struct{})
	p.mu.Lock()
	p.conn, p.read = conn, read
	p.mu.Unlock()
	go p.listen(conn, read) // ends with the connection; disconnect waits for it
	if err := conn.Follow(ctx, p.editor.doc, p.editor.after()); err != nil {
		return fmt.Errorf("%s: follow %s: %w", p.name, p.editor.doc, err)
	}
	return nil
}

// dial tries until there is a connection, as the client itself does when it lost one.
func (p *person) dial(ctx context.Context) (*client.Conn, error) {
	for {
		conn, err := p.client.Dial(ctx)
		if err == nil || client.Final(err) {
			return conn, err
		}
		wait := soon
		if problem := client.AsProblem(err); problem != nil {
			wait = max(wait, problem.RetryAfter)
		}
		if e := pause.For(ctx, wait); e != nil {
			return nil, errors.Join(e, err)
		}
	}
}

// listen takes what the server sends.
func (p *person) listen(conn *client.Conn, read chan struct{}) {
	defer close(read)
	for push := range conn.Pushes() {
		switch push.Type {
		case client.TypeCommit:
			p.took(push)
		case client.TypeGone:
			p.w.ledger.find("%s: %s was told that there is no such document", p.editor.doc, p.name)
		}
	}
	if err := conn.Err(); !errors.Is(err, client.ErrClosed) {
		p.w.ledger.find("%s: the connection of %s ended for good: %v", p.editor.doc, p.name, err)
	}
}

// disconnect closes the connection, with a close frame if there is a network.
func (p *person) disconnect() {
	p.mu.Lock()
	conn, read := p.conn, p.read
	p.mu.Unlock()
	if conn == nil {
		return
	}
	_ = conn.Close() // it cannot fail
	<-read
}
