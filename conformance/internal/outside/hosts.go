package outside

import (
	"slices"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Host is a server outside of the cluster, as a ServiceEntry tells of it.
type Host struct {
	Name  string
	Ports []int
}

// Hosts are the servers that the objects lead to: those whose address DNS has. A server has the ports that it is called on.
func Hosts(objects []*unstructured.Unstructured) []Host {
	var found []Host
	for _, object := range objects {
		resolution, _, _ := unstructured.NestedString(object.Object, "spec", "resolution")
		endpoints, _, _ := unstructured.NestedSlice(object.Object, "spec", "endpoints")
		if object.GetKind() != "ServiceEntry" || resolution != "DNS" || len(endpoints) > 0 {
			continue
		}
		names, _, _ := unstructured.NestedStringSlice(object.Object, "spec", "hosts")
		for _, name := range names {
			found = append(found, Host{Name: name, Ports: ports(object)})
		}
	}
	return found
}

func ports(entry *unstructured.Unstructured) []int {
	declared, _, _ := unstructured.NestedSlice(entry.Object, "spec", "ports")
	var found []int
	for _, port := range declared {
		fields, _ := port.(map[string]any)
		number, ok := fields["targetPort"]
		if !ok {
			number = fields["number"]
		}
		switch number := number.(type) {
		case int64:
			found = append(found, int(number))
		case float64:
			found = append(found, int(number))
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}
