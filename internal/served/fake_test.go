package served

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"
)

// be makes the test binary something else: a server, or who starts one.
const be = "AIO_SERVED_BE"

const (
	lastWords = "the last words of a server"
	greeting  = "hello"
)

func TestMain(m *testing.M) {
	switch os.Getenv(be) {
	case "broken":
		fmt.Fprintln(os.Stderr, lastWords)
		os.Exit(3)
	case "loud":
		beLoud()
	case "owner":
		beOwner()
	default:
		os.Exit(m.Run())
	}
}

// beLoud serves until it is told to end, with a long log that ends with its last words.
func beLoud() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	fmt.Fprint(os.Stderr, strings.Repeat("a line of the log\n", 4*shownLog/10), lastWords+"\n")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("  serving    http://%s\n", l.Addr())
	go func() { // ends with the process
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			fmt.Fprint(c, greeting)
		}
	}()
	<-ctx.Done()
}

// beOwner starts a server and waits to be killed.
func beOwner() {
	s, err := Start(context.Background(), Command{Bin: os.Args[0], Dir: os.Getenv("AIO_SERVED_DIR"), Env: []string{be + "=loud"}})
	if err != nil {
		panic(err)
	}
	fmt.Println(s.PID(), strings.TrimPrefix(s.URL, "http://"))
	select {}
}
