package report

import (
	"bytes"
	"encoding/xml"
	"strings"
	"testing"
)

func results() []Result {
	broken := Result{Case: "routes/split", About: "weights", Profile: "default"}
	broken.Complain(Traffic, "want 0.9 <of> 2000")
	known := Result{Case: "pools/two", Known: "a bug"}
	known.Complain(Traffic, "wrong picker")
	return []Result{{Case: "routes/path", Seconds: 1.25, Profile: "default"}, broken, known, {Case: "pools/fixed", Known: "a bug"}, {Case: "routes/old", Skipped: "another version"}}
}

func TestSummarize(t *testing.T) {
	if got, want := Summarize(results()), (Summary{Passed: 1, Failed: 2, Known: 1, Skipped: 1}); got != want {
		t.Errorf("want %+v, got %+v", want, got)
	}
}

func TestLine(t *testing.T) {
	var text strings.Builder
	for _, result := range results() {
		Line(&text, result)
	}
	want := `ok    routes/path  (1.2 s)
FAIL  routes/split  weights
      traffic: want 0.9 <of> 2000
known pools/two  a bug
FAIL  pools/fixed  is right now: remove known
skip  routes/old  another version
`
	if text.String() != want {
		t.Errorf("got:\n%s", text.String())
	}
}

func TestJUnit(t *testing.T) {
	var output bytes.Buffer
	if err := JUnit(&output, results()); err != nil {
		t.Fatal(err)
	}
	var suite testSuite
	if err := xml.Unmarshal(output.Bytes(), &suite); err != nil {
		t.Fatal(err)
	}
	if suite.Tests != 5 || suite.Failures != 2 || suite.Skipped != 2 {
		t.Errorf("counts: %+v", suite)
	}
	if suite.Cases[1].Failure == nil || !strings.Contains(suite.Cases[1].Failure.Text, "<of>") {
		t.Errorf("failure: %+v", suite.Cases[1])
	}
}
