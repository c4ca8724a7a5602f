package schedule

import (
	"reflect"
	"testing"
)

func TestBatches(t *testing.T) {
	tests := []struct {
		name  string
		items []Item
		bound int
		want  [][]int
	}{
		{"nothing", nil, 10, nil},
		{"disjoint items meet", []Item{{Names: []string{"a"}}, {Names: []string{"b"}}}, 10, [][]int{{0, 1}}},
		{"shared names do not", []Item{{Names: []string{"a"}}, {Names: []string{"a", "b"}}, {Names: []string{"c"}}}, 10, [][]int{{0, 2}, {1}}},
		{"the weight is bounded", []Item{{Weight: 6}, {Weight: 6}, {Weight: 4}}, 10, [][]int{{0, 2}, {1}}},
		{"a heavy item has its own batch", []Item{{Weight: 20}, {Weight: 1}}, 10, [][]int{{0}, {1}}},
		{"a change of the mesh keeps others away", []Item{{}, {Mesh: "a"}, {}, {Mesh: "b"}}, 10, [][]int{{0, 2}, {1}, {3}}},
		{"the same change of the mesh does not", []Item{{Mesh: "a"}, {}, {Mesh: "a"}}, 10, [][]int{{0, 2}, {1}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Batches(test.items, test.bound); !reflect.DeepEqual(got, test.want) {
				t.Errorf("want %v, got %v", test.want, got)
			}
		})
	}
}
