package data

import (
	"embed"
	"io/fs"
)

// The training files. Only a program that calls Files holds them: the linker leaves out
// what nothing refers to.
//
//go:embed *.jsonl ambiguous/*.jsonl vectors/english.bin
var files embed.FS

//go:embed dev/*.jsonl
var dev embed.FS

// Files is the folder that the product's own classifier and slot labeller are trained from.
func Files() fs.FS { return files }

// Dev gives the files of the separate set that models are measured by, as package
// evaluate reads them.
func Dev() fs.FS {
	sub, err := fs.Sub(dev, "dev")
	if err != nil {
		panic(err) // the name is valid
	}
	return sub
}
