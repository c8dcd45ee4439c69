package start

import (
	"strings"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/limit"
	"github.com/aio-creative-hub/aio/shared/operation"
)

func TestParseLimits(t *testing.T) {
	l, err := parseLimits("auth=7/1m, tools=100/30s")
	if err != nil || l[operation.LimitAuth] != (limit.Rule{Events: 7, Period: time.Minute}) || l[operation.LimitTools] != (limit.Rule{Events: 100, Period: 30 * time.Second}) {
		t.Errorf("%v, %v", l, err)
	}
	if _, ok := l[operation.LimitGlobal]; ok {
		t.Error("the functions count what the edge counts")
	}
	if rule := l[operation.LimitUpload]; rule.Events == 0 {
		t.Error("a class that is not named has no limit")
	}
	for _, text := range []string{"auth", "auth=5", "auth=x/1m", "auth=0/1m", "auth=5/now", "nobody=5/1m", "global=5/1m", "auth=5/1m,,edit=-1/1s"} {
		if _, err := parseLimits(text); err == nil || !strings.Contains(err.Error(), "AIO_LIMITS") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
