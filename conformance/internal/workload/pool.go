package workload

import (
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/validation"
)

// What the owner of a pool chooses, where nothing is known of it.
const (
	poolLabel  = "app"
	serverPort = int64(8000)
	pickerPort = int64(9002)
)

// FillPools completes every assumed InferencePool of which no more is known than its name, as whoever serves the model would,
// and returns the Services of the endpoint pickers.
func FillPools(objects []*unstructured.Unstructured) []*unstructured.Unstructured {
	var pickers []*unstructured.Unstructured
	for _, object := range objects {
		if _, known := object.Object["spec"]; object.GetKind() != "InferencePool" || known {
			continue
		}
		picker := newObject("v1", "Service", object.GetNamespace(), pickerName(object.GetName()))
		picker.Object["spec"] = map[string]any{"ports": []any{
			map[string]any{"name": "grpc", "port": pickerPort, "appProtocol": "kubernetes.io/h2c"},
		}}
		pickers = append(pickers, picker)
		object.Object["spec"] = map[string]any{
			"selector":          map[string]any{"matchLabels": map[string]any{poolLabel: object.GetName()}},
			"targetPorts":       []any{map[string]any{"number": serverPort}},
			"endpointPickerRef": map[string]any{"name": picker.GetName(), "port": map[string]any{"number": pickerPort}},
		}
	}
	return pickers
}

const (
	pickerSuffix  = "-epp"
	longestPicker = validation.DNS1035LabelMaxLength - len(pickerSuffix)
)

func pickerName(pool string) string {
	return strings.TrimRight(pool[:min(len(pool), longestPicker)], "-") + pickerSuffix
}
