package sqlite_test

import (
	"flag"
	"os"
	"testing"
)

// TestMain asks the property tests for fewer checks than usual, since each operation
// syncs a disk. Another number: -rapid.checks N.
func TestMain(m *testing.M) {
	const checks = "rapid.checks"
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == checks })
	if !given {
		if err := flag.Set(checks, "40"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}
