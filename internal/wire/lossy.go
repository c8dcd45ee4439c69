package wire

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
)

// The first two bytes of a WebSocket frame (RFC 6455, section 5.2).
const (
	finalText  = 0x81 // a text message that is one frame
	lengthBits = 0x7f
	length16   = 126      // the length is in the next two bytes
	length64   = 127      // or in the next eight
	maxFrame   = 32 << 10 // bytes; the server sends no larger ones (API Gateway)
)

// lossy is a WebSocket's stream from which whole messages are missing. Frames of a server
// are not masked, so they can be left out as they are.
type lossy struct {
	io.ReadWriteCloser
	from  *bufio.Reader
	lose  func(message []byte) bool
	frame []byte // read from the stream, and not by the reader yet
}

// newLossy wraps the body of a response that switched protocols; one that cannot be
// written to is given back as it is.
func newLossy(body io.ReadCloser, lose func([]byte) bool) io.ReadCloser {
	rw, ok := body.(io.ReadWriteCloser)
	if !ok {
		return body
	}
	return &lossy{ReadWriteCloser: rw, from: bufio.NewReader(rw), lose: lose}
}

// Read implements io.Reader.
func (l *lossy) Read(p []byte) (int, error) {
	for len(l.frame) == 0 {
		frame, payload, err := l.next()
		if err != nil {
			return 0, err
		}
		if frame[0] != finalText || !l.lose(payload) {
			l.frame = frame
		}
	}
	n := copy(p, l.frame)
	l.frame = l.frame[n:]
	return n, nil
}

// next reads one frame; payload is the part of it behind the header.
func (l *lossy) next() (frame, payload []byte, err error) {
	head, err := l.from.Peek(2)
	if err != nil {
		return nil, nil, err
	}
	size, at := uint64(head[1]&lengthBits), 2
	switch size {
	case length16:
		if head, err = l.from.Peek(4); err == nil {
			size, at = uint64(binary.BigEndian.Uint16(head[2:])), 4
		}
	case length64:
		if head, err = l.from.Peek(10); err == nil {
			size, at = binary.BigEndian.Uint64(head[2:]), 10
		}
	}
	if err == nil && size > maxFrame {
		err = fmt.Errorf("wire: a frame of %d bytes", size)
	}
	if err != nil {
		return nil, nil, err
	}
	frame = make([]byte, at+int(size))
	if _, err := io.ReadFull(l.from, frame); err != nil {
		return nil, nil, err
	}
	return frame, frame[at:], nil
}
