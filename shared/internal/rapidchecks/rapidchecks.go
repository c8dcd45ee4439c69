// Package rapidchecks says how many times a package's property tests (pgregory.net/rapid)
// run where rapid's own hundred would take too long, without taking the choice from
// whoever runs the tests.
package rapidchecks

import (
	"flag"
	"strconv"
)

// Default makes n the number of checks, unless the command line says another:
// -rapid.checks N. A package's TestMain calls it before it runs the tests.
func Default(n int) error {
	const checks = "rapid.checks"
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == checks })
	if given {
		return nil
	}
	return flag.Set(checks, strconv.Itoa(n))
}
