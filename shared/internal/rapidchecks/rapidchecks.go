// Package rapidchecks says how many times a package's property tests (pgregory.net/rapid)
// run where rapid's own hundred would take too long, without taking the choice from
// whoever runs the tests.
package rapidchecks

import (
	"flag"
	"fmt"
	"os"
	"strconv"
	"testing"
)

// Main is a package's TestMain: it makes n the number of checks, unless the command line
// says another (-rapid.checks N), and runs the tests.
func Main(m *testing.M, n int) {
	const checks = "rapid.checks"
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == checks })
	if !given {
		if err := flag.Set(checks, strconv.Itoa(n)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}
