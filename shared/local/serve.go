package local

import (
	"sync"
	"time"

	"github.com/coder/websocket"
)

// serve runs an accepted connection to its end, and until nothing of it runs any more.
func (c *conn) serve(ws *websocket.Conn) {
	c.ws = ws
	ws.SetReadLimit(maxMessage)
	defer c.kill()
	stop := c.limitLife()
	defer stop()
	var writer sync.WaitGroup
	writer.Go(c.write)
	c.shut(c.read())
	writer.Wait()
	c.kill() // answers that are still awaited have nowhere to go
	c.frames.Wait()
}

// limitLife closes the connection when it has been idle or open for too long.
func (c *conn) limitLife() (stop func()) {
	o := c.hub.o
	age := time.AfterFunc(o.MaxAge, func() { c.shut(closing{code: 1001, reason: "Going away"}) })
	var mu sync.Mutex
	var idle *time.Timer
	check := func() {
		mu.Lock()
		defer mu.Unlock()
		left := o.IdleTimeout - o.Now().Sub(c.lastActive())
		if left <= 0 {
			c.shut(closing{code: 1001, reason: "Going away"})
			return
		}
		idle.Reset(left)
	}
	mu.Lock()
	idle = time.AfterFunc(o.IdleTimeout, check)
	mu.Unlock()
	return func() { age.Stop(); idle.Stop() }
}
