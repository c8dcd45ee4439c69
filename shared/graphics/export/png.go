package export

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/adler32"
	"hash/crc32"
	"image"
	"io"
	"runtime"

	"github.com/klauspost/compress/flate"
	"golang.org/x/sync/errgroup"
)

// bandBytes is about how much of a picture is filtered and compressed at a time, each band
// on its own, so that bands can be done in parallel. Large enough to lose almost nothing
// at the seams (each begins without the 32 KB of history).
const bandBytes = 1 << 20

// PNG's colour types (section 11.2.1).
const (
	truecolour      = 2
	truecolourAlpha = 6
)

// band is a range of rows of a PNG file's data, compressed.
type band struct {
	deflated bytes.Buffer
	adler    uint32
	length   int // bytes before compression
}

func encodePNG(w io.Writer, m *image.RGBA) error {
	if m.Rect.Empty() {
		return fmt.Errorf("%w: an empty picture", ErrOptions)
	}
	opaque := m.Opaque()
	bands, err := compress(m, opaque)
	if err != nil {
		return fmt.Errorf("export: compress a PNG: %w", err)
	}
	if err := writePNG(w, m.Rect, opaque, bands); err != nil {
		return fmt.Errorf("export: write a PNG: %w", err)
	}
	return nil
}

// compress filters and deflates all rows, in bands.
func compress(m *image.RGBA, opaque bool) ([]band, error) {
	height := m.Rect.Dy()
	rows := max(1, bandBytes/(4*m.Rect.Dx()))
	bands := make([]band, (height+rows-1)/rows)
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range bands {
		group.Go(func() error {
			from := i * rows
			data := filter(m, from, min(from+rows, height), opaque)
			bands[i].adler, bands[i].length = adler32.Checksum(data), len(data)
			return deflate(&bands[i].deflated, data, i == len(bands)-1)
		})
	}
	return bands, group.Wait()
}

// deflate compresses one band; all but the last end on a byte boundary without ending the
// stream.
func deflate(out *bytes.Buffer, data []byte, last bool) error {
	z, err := flate.NewWriter(out, flate.BestSpeed)
	if err != nil {
		return err
	}
	if _, err := z.Write(data); err != nil {
		return err
	}
	if last {
		return z.Close()
	}
	return z.Flush()
}

// writePNG writes the signature, the header, one IDAT chunk a band, and the end.
func writePNG(w io.Writer, r image.Rectangle, opaque bool, bands []band) error {
	header := make([]byte, 13)
	binary.BigEndian.PutUint32(header[0:], uint32(r.Dx()))
	binary.BigEndian.PutUint32(header[4:], uint32(r.Dy()))
	header[8], header[9] = 8, truecolourAlpha // bits a channel, colour type
	if opaque {
		header[9] = truecolour
	}
	if _, err := io.WriteString(w, "\x89PNG\r\n\x1a\n"); err != nil {
		return err
	}
	if err := chunk(w, "IHDR", header); err != nil {
		return err
	}
	sum := uint32(1)
	for i := range bands {
		sum = combineAdler(sum, bands[i].adler, bands[i].length)
		var data []byte
		if i == 0 {
			data = append(data, 0x78, 0x01) // zlib: deflate, 32 KB window, fastest
		}
		data = append(data, bands[i].deflated.Bytes()...)
		if i == len(bands)-1 {
			data = binary.BigEndian.AppendUint32(data, sum)
		}
		if err := chunk(w, "IDAT", data); err != nil {
			return err
		}
	}
	return chunk(w, "IEND", nil)
}

func chunk(w io.Writer, name string, data []byte) error {
	out := make([]byte, 0, len(data)+12)
	out = binary.BigEndian.AppendUint32(out, uint32(len(data)))
	out = append(append(out, name...), data...)
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
	_, err := w.Write(out)
	return err
}

// combineAdler is the Adler-32 of two pieces of data, one after the other, given the sum
// of each and the length of the second (zlib's adler32_combine).
func combineAdler(first, second uint32, length int) uint32 {
	const mod = 65521
	n := uint32(length % mod)
	a1, b1 := first&0xffff, first>>16
	a2, b2 := second&0xffff, second>>16
	a := (a1 + a2 + mod - 1) % mod
	b := (n*a1%mod + b1 + b2 + mod - n) % mod
	return b<<16 | a
}
