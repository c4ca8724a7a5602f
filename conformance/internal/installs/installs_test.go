package installs

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"cdk8s-ml-mesh/conformance/internal/cluster"
)

func parse(t *testing.T, text string) map[string]any {
	t.Helper()
	var values map[string]any
	if err := yaml.Unmarshal([]byte(text), &values); err != nil {
		t.Fatal(err)
	}
	return values
}

func TestHas(t *testing.T) {
	const found = `{ a: 1, b: { c: x, d: [1, 2] }, e: false }`
	for _, test := range []struct {
		wanted string
		values int
		wrong  []string
	}{
		{`{ a: 1, b: { c: x, d: [1, 2] }, e: false }`, 4, nil},
		{`{ b: { c: x } }`, 1, nil},
		{`{ f: null, b: { g: null } }`, 2, nil},
		{`{ a: "1" }`, 1, []string{`at.a: want "1", got 1`}},
		{`{ b: { d: [2, 1] } }`, 1, []string{`at.b.d: want [2,1], got [1,2]`}},
		{`{ e: null }`, 1, []string{`at.e: want null, got false`}},
		{`{ g: { h: 1 } }`, 1, []string{`at.g.h: want 1, got null`}},
		{`{ a: { x: 1 } }`, 1, []string{`at.a.x: want 1, got null`}},
	} {
		var result comparison
		result.hasAll("at", parse(t, test.wanted), parse(t, found))
		if result.values != test.values || !reflect.DeepEqual(result.wrong, test.wrong) {
			t.Errorf("%s: got %d values, %q", test.wanted, result.values, result.wrong)
		}
	}
}

const renderedText = `
apiVersion: v1
kind: ConfigMap
metadata: { name: istio-next, namespace: mesh-system }
data: { mesh: "accessLogFile: /dev/stdout\ndefaultConfig: { concurrency: 2 }" }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: istio-sidecar-injector-next, namespace: mesh-system }
data: { values: '{"global": {"proxy": {"resources": {"limits": {"cpu": "2"}}}}}' }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: istiod-next, namespace: mesh-system }
spec: { template: { spec: { containers: [{ env: [{ name: A, value: "1" }, { name: PILOT_TRACE_SAMPLING, value: "5" }, { name: POD_NAME, valueFrom: {} }] }] } } }
`

const operatorText = `
metadata: { namespace: mesh-system }
spec:
  revision: next
  meshConfig: { accessLogFile: /dev/stdout, defaultConfig: { concurrency: 2 } }
  values: { global: { proxy: { resources: { limits: { cpu: "2" } } } }, pilot: { traceSampling: 5, env: { A: "1" } } }
`

func readBoth(t *testing.T, operator, manifests string) (rendered, target) {
	t.Helper()
	var asked target
	if err := yaml.Unmarshal([]byte(operator), &asked); err != nil {
		t.Fatal(err)
	}
	objects, err := cluster.ParseManifests([]byte(manifests))
	if err != nil {
		t.Fatal(err)
	}
	found, err := asked.read(objects)
	if err != nil {
		t.Fatal(err)
	}
	return found, asked
}

func TestJudge(t *testing.T) {
	expect := Expect{
		Mesh:    map[string]any{"accessLogFile": "/dev/stdout"},
		Istiod:  map[string]any{"A": "1", "B": nil},
		Objects: []string{"Deployment/mesh-system/istiod-next"},
		Absent:  []string{"DaemonSet", "Deployment/istio-system", "Deployment/mesh-system/istiod"},
	}
	for _, test := range []struct {
		name                string
		operator, manifests [2]string
		wrong               []string
	}{
		{name: "as it should be"},
		{"a value of the expectation", [2]string{}, [2]string{`value: "1"`, `value: "2"`},
			[]string{`istiod.A: want "1", got "2"`, `spec.values.pilot.env.A: want "1", got "2"`}},
		{"a value of the mesh config", [2]string{"concurrency: 2", "concurrency: 3"}, [2]string{},
			[]string{"spec.meshConfig.defaultConfig.concurrency: want 3, got 2"}},
		{"a value of a chart", [2]string{`cpu: "2"`, `cpu: "4"`}, [2]string{},
			[]string{`spec.values.global.proxy.resources.limits.cpu: want "4", got "2"`}},
		{"sampling", [2]string{"traceSampling: 5", "traceSampling: 7"}, [2]string{},
			[]string{`spec.values.pilot.traceSampling: want "7", got "5"`}},
	} {
		found, asked := readBoth(t, strings.Replace(operatorText, test.operator[0], test.operator[1], 1),
			strings.Replace(renderedText, test.manifests[0], test.manifests[1], 1))
		if result := expect.judge(found, asked); !reflect.DeepEqual(result.wrong, test.wrong) {
			t.Errorf("%s: got %q", test.name, result.wrong)
		}
	}
	found, asked := readBoth(t, operatorText, renderedText)
	expect.Objects, expect.Absent = []string{"DaemonSet/a/b"}, []string{"ConfigMap/mesh-system"}
	want := []string{"DaemonSet/a/b is not rendered", "ConfigMap/mesh-system/istio-next is rendered"}
	if result := expect.judge(found, asked); !reflect.DeepEqual(result.wrong, want) {
		t.Errorf("got %q", result.wrong)
	}
}

func TestDifferences(t *testing.T) {
	one, _ := readBoth(t, operatorText, renderedText)
	if got := differences(one, one); got != nil {
		t.Errorf("got %q", got)
	}
	for _, change := range [][2]string{{"concurrency: 2", "concurrency: 3"}, {`value: "1"`, `value: "2"`}, {`"cpu": "2"`, `"cpu": "3"`}} {
		other, _ := readBoth(t, operatorText, strings.Replace(renderedText, change[0], change[1], 1))
		if got := differences(one, other); len(got) != 1 {
			t.Errorf("%q: got %q", change, got)
		}
	}
}

func TestInForce(t *testing.T) {
	const written = `{ outboundTrafficPolicy: { mode: REGISTRY_ONLY }, defaultConfig: { terminationDrainDuration: 120s },
		extensionProviders: [{ name: opa, envoyExtAuthzGrpc: { service: opa.a.svc, port: 9, failOpen: false } }] }`
	asked, err := strictly(parse(t, written))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		inForce string
		wrong   int
	}{
		{`{ outboundTrafficPolicy: {}, defaultConfig: { terminationDrainDuration: 120s },
			extensionProviders: [{ name: prometheus }, { name: opa, envoyExtAuthzGrpc: { service: opa.a.svc, port: 9 } }] }`, 0},
		{`{ outboundTrafficPolicy: { mode: ALLOW_ANY }, defaultConfig: { terminationDrainDuration: 5s },
			extensionProviders: [{ name: opa, envoyExtAuthzGrpc: { service: opa.a.svc, port: 9, failOpen: true } }] }`, 3},
		{`{ outboundTrafficPolicy: {}, defaultConfig: { terminationDrainDuration: 120s }, extensionProviders: [{ name: prometheus }] }`, 4},
	} {
		inForce, err := strictly(parse(t, test.inForce))
		if err != nil {
			t.Fatal(err)
		}
		var result comparison
		for key, value := range parse(t, written) {
			result.inForce(key, value, asked[key], inForce[key])
		}
		if len(result.wrong) != test.wrong {
			t.Errorf("%s: got %q", test.inForce, result.wrong)
		}
	}
}

func TestStrictly(t *testing.T) {
	if _, err := strictly(parse(t, `{ accessLogFiles: /dev/stdout }`)); err == nil {
		t.Error("an unknown field is no error")
	}
}

func TestComplaintsOf(t *testing.T) {
	const log = "2026-11-21T07:54:51.8Z\tinfo\tfine\n2026-11-21T07:54:51.9Z\twarn\tvalidation\t2 errors:\n\t* one\n\t* two\n" +
		"2026-11-21T07:54:52.0Z\twarn\tkube\tfailed to get proxy service targets from metadata: no instances found for ztunnel-box.istio-system\n" +
		"2026-11-21T07:54:52.0Z\terror\tno\n"
	want := []string{"istiod says: warn\tvalidation\t2 errors:\n\t* one\n\t* two", "istiod says: error\tno"}
	if got := complaintsOf(log); !reflect.DeepEqual(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestParseHelmCommand(t *testing.T) {
	got, err := parseHelmCommand([]byte("# helm upgrade --install istiod-next istio/istiod --version 1.31.1 --namespace a --create-namespace --values v.yaml\nx: 1\n"))
	if want := (helmCommand{"istiod-next", "istiod", "a"}); err != nil || got != want {
		t.Errorf("got %+v, %v", got, err)
	}
	for _, wrong := range []string{"", "x: 1", "# helm upgrade --install a istio/b --values v.yaml", "# helm upgrade --install a other/b --namespace c"} {
		if _, err := parseHelmCommand([]byte(wrong)); err == nil {
			t.Errorf("%q is taken for a command", wrong)
		}
	}
}

func TestLoadAll(t *testing.T) {
	folder, dist := t.TempDir(), t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"names", "random-1-2"} {
		if err := os.Mkdir(filepath.Join(dist, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := LoadAll(folder, dist); err == nil {
		t.Error("settings without an expectation are no error")
	}
	write("names.yaml", "about: names\nmesh: { trustDomain: a }\n")
	all, err := LoadAll(folder, dist)
	if err != nil || len(all) != 2 || all[0].Name != "install/names" || all[0].Expect.About != "names" || all[1].Name != "install/random-1-2" {
		t.Errorf("got %+v, %v", all, err)
	}
	selected, err := Select(all, []string{"install/names", "routes"})
	if err != nil || len(selected) != 1 {
		t.Errorf("got %+v, %v", selected, err)
	}
	if _, err := Select(all, []string{"install/other"}); err == nil {
		t.Error("a name of nothing is no error")
	}
	write("other.yaml", "about: other\n")
	if _, err := LoadAll(folder, dist); err == nil {
		t.Error("an expectation without settings is no error")
	}
	write("other.yaml", "about: other\nmash: {}\n")
	if _, err := LoadAll(folder, dist); err == nil {
		t.Error("an unknown key is no error")
	}
}
