package served

import "testing"

// The address is found however the line arrives.
func TestOutput(t *testing.T) {
	o := newOutput()
	for _, part := range []string{"AIO Creative Hub dev\n  ser", "ving    http://127.0.0.1:4", "242\n  data  /x\n", "serving http://elsewhere\n"} {
		if n, err := o.Write([]byte(part)); err != nil || n != len(part) {
			t.Fatalf("%d, %v", n, err)
		}
	}
	select {
	case url := <-o.serving:
		if url != "http://127.0.0.1:4242" {
			t.Errorf("address %q", url)
		}
	default:
		t.Error("no address")
	}
	if _, err := o.Write(make([]byte, 2*keptOutput)); err != nil || len(o.String()) != keptOutput {
		t.Errorf("%d bytes kept, %v", len(o.String()), err)
	}
}
