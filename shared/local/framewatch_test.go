package local

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"testing"

	"pgregory.net/rapid"
)

// frameBytes is a client's frame; the mask is all zeros.
func frameBytes(fin bool, opcode byte, length int) []byte {
	first := opcode
	if fin {
		first |= 0x80
	}
	var h []byte
	switch {
	case length < 126:
		h = []byte{first, 0x80 | byte(length)}
	case length < 1<<16:
		h = binary.BigEndian.AppendUint16([]byte{first, 0x80 | 126}, uint16(length))
	default:
		h = binary.BigEndian.AppendUint64([]byte{first, 0x80 | 127}, uint64(length))
	}
	return append(append(h, 0, 0, 0, 0), make([]byte, length)...)
}

func TestFrameScanner(t *testing.T) {
	many := func(n, length int) [][]byte {
		frames := make([][]byte, n)
		for i := range frames {
			frames[i] = frameBytes(i == n-1, 0, length)
		}
		frames[0][0] |= 1
		return frames
	}
	for _, c := range []struct {
		name   string
		frames [][]byte
		ok     bool
	}{
		{"largest frame", [][]byte{frameBytes(true, 1, maxFrame)}, true},
		{"larger frame", [][]byte{frameBytes(true, 1, maxFrame+1)}, false},
		{"much larger frame", [][]byte{frameBytes(true, 2, 1<<17)}, false},
		{"largest message", many(4, maxFrame), true},
		{"larger message", append(many(4, maxFrame)[:3], frameBytes(false, 0, maxFrame), frameBytes(true, 0, 1)), false},
		{"messages one after the other", append(many(4, maxFrame), many(4, maxFrame)...), true},
		{"control frames do not count", append(many(4, maxFrame)[:3], frameBytes(true, 9, 125), frameBytes(true, 0, maxFrame)), true},
		{"a length that does not fit an int", [][]byte{append([]byte{0x82, 0xFF, 0xFF}, make([]byte, 11)...)}, false},
		{"empty frames", [][]byte{frameBytes(true, 1, 0), frameBytes(true, 9, 0), frameBytes(true, 1, 0)}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			var s frameScanner
			data := bytes.Join(c.frames, nil)
			n, err := s.scan(data)
			if ok := err == nil; ok != c.ok || (ok && n != len(data)) {
				t.Errorf("%d of %d, %v", n, len(data), err)
			}
		})
	}
}

// However a stream is cut into reads, the scanner says the same.
func TestFrameScannerIsIndifferentToCuts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var data []byte
		for range rapid.IntRange(1, 8).Draw(t, "frames") {
			length := rapid.OneOf(rapid.IntRange(0, 200), rapid.IntRange(maxFrame-2, maxFrame+2)).Draw(t, "length")
			data = append(data, frameBytes(rapid.Bool().Draw(t, "fin"), rapid.Byte().Draw(t, "opcode")&0xF, length)...)
		}
		var whole, cut frameScanner
		_, want := whole.scan(data)
		var got error
		for rest := data; len(rest) > 0 && got == nil; {
			n := min(rapid.IntRange(1, 5000).Draw(t, "cut"), len(rest))
			_, got = cut.scan(rest[:n])
			rest = rest[n:]
		}
		if !errors.Is(got, want) || (want == nil && whole != cut) {
			t.Fatalf("cut: %v, whole: %v", got, want)
		}
	})
}

// What comes before a frame that is too large still gets through, and nothing after it.
func TestWatchedConn(t *testing.T) {
	client, server := net.Pipe()
	good, bad := frameBytes(true, 1, 100), frameBytes(true, 1, maxFrame+1)
	go func() {
		_, _ = client.Write(append(append([]byte{}, good[50:]...), bad...)) // ends when the test closes
		_ = client.Close()
	}()
	c := &watchedConn{Conn: server, early: good[:50]}
	got, err := io.ReadAll(c)
	if !errors.Is(err, errFrameTooLarge) || !bytes.HasPrefix(got, good) || len(got) > len(good)+14 {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if n, err := c.Read(make([]byte, 10)); n != 0 || !errors.Is(err, errFrameTooLarge) {
		t.Errorf("after the end: %d bytes, %v", n, err)
	}
	if err := server.Close(); err != nil {
		t.Error(err)
	}
}

// FuzzFrameScanner: it never panics, never claims more than it was given, and lets no
// frame above the limit through.
func FuzzFrameScanner(f *testing.F) {
	f.Add(frameBytes(true, 1, 5), 3)
	f.Add(frameBytes(true, 1, maxFrame+1), 1)
	f.Add([]byte{0x82, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0}, 2)
	f.Fuzz(func(t *testing.T, data []byte, cut int) {
		var s frameScanner
		cut = max(1, cut)
		for len(data) > 0 {
			part := data[:min(cut, len(data))]
			n, err := s.scan(part)
			switch {
			case n > len(part) || n < 0:
				t.Fatalf("%d of %d bytes", n, len(part))
			case err != nil:
				return
			case n != len(part) || s.skip > maxFrame || s.message > maxMessage:
				t.Fatalf("%d of %d bytes, %+v", n, len(part), s)
			}
			data = data[len(part):]
		}
	})
}
