package workload

import (
	"reflect"
	"testing"

	"k8s.io/apimachinery/pkg/types"

	"cdk8s-ml-mesh/conformance/internal/cluster"
)

const manifests = `
apiVersion: v1
kind: Namespace
metadata: { name: serving }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: model, namespace: serving }
---
apiVersion: v1
kind: Service
metadata: { name: all, namespace: serving }
spec: { selector: { app: model }, ports: [{ port: 80, targetPort: 8080 }] }
---
apiVersion: v1
kind: Service
metadata: { name: model-v1, namespace: serving }
spec: { selector: { app: model, version: v1 }, ports: [{ port: 80, targetPort: http }] }
---
apiVersion: v1
kind: Service
metadata: { name: deployed, namespace: serving }
spec: { selector: { app: deployed }, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: elsewhere, namespace: serving }
spec: { selector: { app: elsewhere }, ports: [{ port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: elsewhere-1, namespace: serving, labels: { kubernetes.io/service-name: elsewhere } }
---
apiVersion: v1
kind: Service
metadata: { name: parent, namespace: serving }
spec: { ports: [{ port: 80 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: deployed, namespace: serving }
spec: { template: { metadata: { labels: { app: deployed } }, spec: { serviceAccountName: model } } }
`

func TestMissing(t *testing.T) {
	objects, err := cluster.ParseManifests([]byte(manifests))
	if err != nil {
		t.Fatal(err)
	}
	sources := []types.NamespacedName{{Namespace: "frontend", Name: "caller"}, {Namespace: "serving", Name: "model"}}
	var names []string
	for _, object := range Missing(objects, sources) {
		names = append(names, cluster.Name(object))
	}
	// The Service of all versions finds the pod of the version, the deployed one the template, the parent selects nothing, the
	// endpoints of elsewhere are given,
	// and the source model is what the pod of the version runs as.
	want := []string{"Namespace/frontend", "ServiceAccount/frontend/caller", "Pod/frontend/caller-caller", "Pod/serving/model-v1-0"}
	if !reflect.DeepEqual(names, want) {
		t.Errorf("want %v, got %v", want, names)
	}
}

func TestPodOfService(t *testing.T) {
	objects, err := cluster.ParseManifests([]byte(manifests))
	if err != nil {
		t.Fatal(err)
	}
	missing := Missing(objects, nil)
	pod := missing[len(missing)-1]
	if account := accountOf(pod); account != "model" {
		t.Errorf("account: %s", account)
	}
	want := map[string]string{"app": "model", "version": "v1", "service.istio.io/workload-name": "model-v1"}
	if got := pod.GetLabels(); !reflect.DeepEqual(got, want) {
		t.Errorf("labels: %v", got)
	}
}

func TestFillCertificates(t *testing.T) {
	objects, err := cluster.ParseManifests([]byte("apiVersion: v1\nkind: Secret\nmetadata: { name: a }\ntype: kubernetes.io/tls\n"))
	if err != nil {
		t.Fatal(err)
	}
	if err := FillCertificates(objects); err != nil {
		t.Fatal(err)
	}
	data, _ := objects[0].Object["data"].(map[string]any)
	if data["tls.crt"] == "" || data["tls.key"] == "" || len(data) != 2 {
		t.Errorf("data: %v", data)
	}
}

func TestContainerPorts(t *testing.T) {
	ports := []any{
		map[string]any{"port": int64(80), "targetPort": int64(8080), "protocol": "TCP"},
		map[string]any{"port": int64(9000), "targetPort": int64(8080), "protocol": "TCP"},
		map[string]any{"port": int64(53), "targetPort": int64(8080), "protocol": "UDP"},
	}
	want := []any{
		map[string]any{"containerPort": int64(8080), "protocol": "TCP"},
		map[string]any{"containerPort": int64(8080), "protocol": "UDP"},
	}
	if got := containerPorts(ports, servicePort); !reflect.DeepEqual(got, want) {
		t.Errorf("want %v, got %v", want, got)
	}
}
