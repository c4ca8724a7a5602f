package ztunnel

import (
	"testing"

	"k8s.io/apimachinery/pkg/types"
)

func TestSince(t *testing.T) {
	log := &Log{}
	entry := func(namespace string) Entry { return Entry{Pod: types.NamespacedName{Namespace: namespace, Name: "a"}} }
	log.add(entry("mine"))
	mark := log.Mark()
	log.add(entry("other"))
	log.add(entry("mine"))
	if got := log.Since(mark, []string{"mine"}); len(got) != 1 || got[0].Pod.Namespace != "mine" {
		t.Errorf("got %+v", got)
	}
}
