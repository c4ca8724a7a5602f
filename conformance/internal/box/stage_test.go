package box

import (
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

func TestWithout(t *testing.T) {
	objects := func() []*unstructured.Unstructured {
		var all []*unstructured.Unstructured
		for _, name := range []string{"a", "b", "c"} {
			object := &unstructured.Unstructured{}
			object.SetKind("Service")
			object.SetNamespace("serving")
			object.SetName(name)
			all = append(all, object)
		}
		return all
	}
	kept, err := without(objects(), []string{"Service/serving/b"})
	if err != nil || len(kept) != 2 || kept[0].GetName() != "a" || kept[1].GetName() != "c" {
		t.Errorf("want a and c, got %v, %v", kept, err)
	}
	if _, err := without(objects(), []string{"Service/other/b"}); err == nil {
		t.Error("an object that is not there is left out")
	}
}
