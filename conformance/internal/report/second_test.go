package report

import (
	"strings"
	"testing"
)

func TestReplaceKeepsWhatWasWrongAtFirst(t *testing.T) {
	late := []Complaint{{Judge: Traffic, Text: "no copy came"}}
	wrong := []Complaint{{Judge: Traffic, Text: "404"}}
	first := []Box{
		{Up: 1, Results: []Result{{Case: "a", Profile: "p"}, {Case: "late", Profile: "p", Complaints: late}}},
		{Up: 2, Results: []Result{{Case: "late", Profile: "q", Complaints: wrong}}},
	}
	boxes := Replace(first, Box{Results: []Result{{Case: "late", Profile: "p"}}})
	boxes = Replace(boxes, Box{Results: []Result{{Case: "late", Profile: "q", Complaints: wrong}}})

	var out strings.Builder
	for _, box := range boxes {
		Unsteady(&out, box.Results)
	}
	if want := "unsteady: late passed at the second try\n      traffic: no copy came\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
	if summary := Summarize(append(boxes[0].Results, boxes[1].Results...)); summary.Passed != 2 || summary.Failed != 1 {
		t.Errorf("passed %d, failed %d", summary.Passed, summary.Failed)
	}
	if !first[0].Results[1].Failed() {
		t.Error("the first results were changed")
	}
	if boxes[1].Up != 2 {
		t.Error("the figures of the first box are lost")
	}
}
