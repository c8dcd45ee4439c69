package data

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"slices"
)

// maxLine bounds a line of a data file, in bytes.
const maxLine = 64 << 10

// EachLine decodes JSONL with lines of at most so many bytes, and calls fn with each value;
// empty lines are skipped. An error of fn ends it, and says the line.
func EachLine[T any](r io.Reader, most int, fn func(T) error) error {
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, most)
	for line := 1; sc.Scan(); line++ {
		if len(sc.Bytes()) == 0 {
			continue
		}
		var v T
		err := json.Unmarshal(sc.Bytes(), &v)
		if err == nil {
			err = fn(v)
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", line, err)
		}
	}
	if err := sc.Err(); err != nil {
		return fmt.Errorf("read rows: %w", err)
	}
	return nil
}

// load reads the files of a pattern, in the order of their names. check refuses a value.
func load[T any](fsys fs.FS, pattern string, check func(T) error) ([]T, error) {
	names, err := fs.Glob(fsys, pattern)
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", pattern, err)
	}
	slices.Sort(names)
	var all []T
	for _, name := range names {
		err := inFile(fsys, name, func(v T) error {
			all = append(all, v)
			return check(v)
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s: there are no rows", pattern)
	}
	return all, nil
}

func inFile[T any](fsys fs.FS, name string, fn func(T) error) error {
	f, err := fsys.Open(name)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // only read from
	return EachLine(f, maxLine, fn)
}
