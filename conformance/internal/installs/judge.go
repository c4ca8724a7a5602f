package installs

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// judge compares what was rendered with what is expected of these settings, and with the values that the file itself asks for.
func (e Expect) judge(found rendered, asked target) comparison {
	var result comparison
	result.hasAll("mesh", e.Mesh, found.mesh)
	result.hasAll("injector", e.Injector, found.injector)
	result.hasAll("istiod", e.Istiod, found.istiod)
	for _, name := range e.Objects {
		result.values++
		if !slices.Contains(found.names, name) {
			result.wrong = append(result.wrong, name+" is not rendered")
		}
	}
	for _, part := range e.Absent {
		result.values++
		if index := slices.IndexFunc(found.names, func(name string) bool { return strings.HasPrefix(name+"/", part+"/") }); index >= 0 {
			result.wrong = append(result.wrong, found.names[index]+" is rendered")
		}
	}
	result.arrives(found, asked)
	return result
}

// arrives compares whatever the IstioOperator says of the mesh config, of proxies and of istiod with what is rendered.
func (c *comparison) arrives(found rendered, asked target) {
	c.hasAll("spec.meshConfig", asked.Spec.MeshConfig, found.mesh)
	global, _ := asked.Spec.Values["global"].(map[string]any)
	values, _ := found.injector["global"].(map[string]any)
	c.hasAll("spec.values.global", global, values)
	pilot, _ := asked.Spec.Values["pilot"].(map[string]any)
	env, _ := pilot["env"].(map[string]any)
	c.hasAll("spec.values.pilot.env", env, found.istiod)
	if sampling, ok := pilot["traceSampling"]; ok {
		c.has("spec.values.pilot.traceSampling", fmt.Sprint(sampling), found.istiod["PILOT_TRACE_SAMPLING"])
	}
}

// differences are those between what the two ways make of the same settings.
func differences(istioctl, helm rendered) []string {
	var wrong []string
	pairs := []struct {
		what           string
		istioctl, helm map[string]any
	}{
		{"mesh config", istioctl.mesh, helm.mesh},
		{"environment of istiod", istioctl.istiod, helm.istiod},
		{"proxies of the injector", proxiesOf(istioctl), proxiesOf(helm)},
	}
	for _, pair := range pairs {
		if !reflect.DeepEqual(plain(pair.istioctl), plain(pair.helm)) {
			wrong = append(wrong, fmt.Sprintf("%s by istioctl: %s, by Helm: %s", pair.what, text(pair.istioctl), text(pair.helm)))
		}
	}
	return wrong
}

// proxiesOf are the injector's values that install settings are about. Others differ by how a chart is called.
func proxiesOf(found rendered) map[string]any {
	global, _ := found.injector["global"].(map[string]any)
	return map[string]any{"proxy": global["proxy"], "waypoint": global["waypoint"], "istioNamespace": global["istioNamespace"]}
}
