package box

import (
	"context"
	"testing"
)

func TestStillWrong(t *testing.T) {
	asked := map[string]int{}
	one := func(name string, wrong ...string) aspect {
		return aspect{judge: name, wrong: func(context.Context) []string { asked[name]++; return wrong }}
	}
	left := stillWrong(t.Context(), []aspect{one("right"), one("late", "not yet"), one("right too")})
	if len(left) != 1 || left[0].judge != "late" {
		t.Errorf("want the one that is late, got %v", left)
	}
	if asked["right"] != 1 || asked["late"] != 1 {
		t.Errorf("want each asked once, got %v", asked)
	}
}
