package outside

import (
	"reflect"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

func TestHosts(t *testing.T) {
	for _, test := range []struct {
		name, object string
		want         []Host
	}{
		{"ports by their targets", "{ kind: ServiceEntry, spec: { resolution: DNS, hosts: [a.com, b.com], ports: [{ number: 80, targetPort: 443 }, { number: 443 }, { number: 8443 }] } }",
			[]Host{{"a.com", []int{443, 8443}}, {"b.com", []int{443, 8443}}}},
		{"endpoints of its own", "{ kind: ServiceEntry, spec: { resolution: DNS, hosts: [a.com], endpoints: [{ address: c.com }] } }", nil},
		{"addresses", "{ kind: ServiceEntry, spec: { resolution: STATIC, hosts: [a.com] } }", nil},
		{"another kind", "{ kind: Service, spec: { resolution: DNS, hosts: [a.com] } }", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			object := &unstructured.Unstructured{}
			if err := yaml.Unmarshal([]byte(test.object), &object.Object); err != nil {
				t.Fatal(err)
			}
			if got := Hosts([]*unstructured.Unstructured{object}); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}
