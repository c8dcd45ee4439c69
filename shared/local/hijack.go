package local

import (
	"bufio"
	"errors"
	"net"
	"net/http"
)

// watchingWriter hands a hijacked connection over with its incoming frames watched. The
// WebSocket library takes the reader and writer that it returns.
type watchingWriter struct {
	http.ResponseWriter
	conn *watchedConn
}

// Hijack implements http.Hijacker.
func (w *watchingWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	h, ok := w.ResponseWriter.(http.Hijacker)
	if !ok {
		return nil, nil, errors.New("local: the connection cannot be taken over")
	}
	conn, rw, err := h.Hijack()
	if err != nil {
		return nil, nil, err
	}
	early, err := rw.Peek(rw.Reader.Buffered())
	if err != nil {
		return nil, nil, errors.Join(err, conn.Close())
	}
	w.conn = &watchedConn{Conn: conn, early: append([]byte(nil), early...)}
	return w.conn, bufio.NewReadWriter(bufio.NewReader(w.conn), bufio.NewWriter(w.conn)), nil
}
