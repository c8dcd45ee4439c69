// Command cmd deploys a cloud assembly to an emulator and shows the stacks' outputs.
//
//	go run ./internal/deploy/cmd -endpoint http://127.0.0.1:4566 cdk.out
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"

	"github.com/aio-creative-hub/aio/internal/deploy"
	"github.com/aio-creative-hub/aio/internal/emulator"
)

func main() {
	endpoint := flag.String("endpoint", "", "the emulator's address")
	flag.Parse()
	if err := run(context.Background(), *endpoint, flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, endpoint, dir string) error {
	a, err := deploy.Read(dir)
	if err != nil {
		return err
	}
	log := func(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
	outputs, err := deploy.New(emulator.Target{Endpoint: endpoint}.Config(), log).Deploy(ctx, a)
	if err != nil {
		return err
	}
	data, err := json.MarshalIndent(outputs, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Println(string(data))
	return err
}
