// Package schedule decides which cases stand in the cluster at the same time.
package schedule

import (
	"slices"
)

// Item is something to place.
type Item struct {
	Names  []string // of namespaces and cluster-wide objects; items that share one do not meet
	Mesh   string   // what it changes for every other item; only items with the same change meet
	Weight int      // how many proxies it starts
}

// Batches groups the items, by their index, into as few batches as first fit finds. The weight of a batch is bounded, except
// for an item that exceeds the bound by itself.
func Batches(items []Item, bound int) [][]int {
	var batches []*batch
	for index, item := range items {
		target := slices.IndexFunc(batches, func(b *batch) bool { return b.takes(item, bound) })
		if target < 0 {
			target = len(batches)
			batches = append(batches, &batch{names: map[string]bool{}, mesh: item.Mesh})
		}
		batches[target].add(index, item)
	}
	var result [][]int
	for _, batch := range batches {
		result = append(result, batch.members)
	}
	return result
}

type batch struct {
	members []int
	names   map[string]bool
	mesh    string
	weight  int
}

func (b *batch) takes(item Item, bound int) bool {
	if b.mesh != item.Mesh || b.weight+item.Weight > bound {
		return false
	}
	return !slices.ContainsFunc(item.Names, func(name string) bool { return b.names[name] })
}

func (b *batch) add(index int, item Item) {
	b.members = append(b.members, index)
	b.weight += item.Weight
	for _, name := range item.Names {
		b.names[name] = true
	}
}
