package plan_test

import (
	"testing"

	"github.com/aio-creative-hub/aio/shared/graphics/plan"
)

func BenchmarkPlanCreate(b *testing.B) {
	args := plan.CreateArgs{
		Width: p(1200.), Height: p(630.), Background: p("navy"), TitleID: "lay_0", Text: p("Launch Day"), Color: p("white"),
	}
	for b.Loop() {
		if _, _, err := plan.PlanCreate(args); err != nil {
			b.Fatal(err)
		}
	}
}
