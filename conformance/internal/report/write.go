package report

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// Line writes one case as a person reads it.
func Line(w io.Writer, result Result) {
	switch {
	case result.Failed() && result.Known != "":
		fmt.Fprintf(w, "FAIL  %s  is right now: remove known\n", result.Case)
	case result.Failed():
		fmt.Fprintf(w, "FAIL  %s  %s\n", result.Case, result.About)
	case result.Skipped != "":
		fmt.Fprintf(w, "skip  %s  %s\n", result.Case, result.Skipped)
	case result.Known != "":
		fmt.Fprintf(w, "known %s  %s\n", result.Case, result.Known)
	default:
		fmt.Fprintln(w, strings.TrimSpace(fmt.Sprintf("ok    %s  (%.1f s)  %s", result.Case, result.Seconds, result.judges())))
	}
	if !result.Failed() {
		return
	}
	writeComplaints(w, result.Complaints)
}

func writeComplaints(w io.Writer, complaints []Complaint) {
	for _, complaint := range complaints {
		fmt.Fprintf(w, "      %s: %s\n", complaint.Judge, strings.ReplaceAll(complaint.Text, "\n", "\n        "))
	}
}

// Summary counts the results.
type Summary struct {
	Passed, Failed, Known, Skipped int
	ByL4                           int // requests, not cases
}

// Summarize counts the results.
func Summarize(results []Result) Summary {
	var summary Summary
	for _, result := range results {
		summary.ByL4 += result.byL4()
		switch {
		case result.Failed():
			summary.Failed++
		case result.Skipped != "":
			summary.Skipped++
		case result.Known != "":
			summary.Known++
		default:
			summary.Passed++
		}
	}
	return summary
}

// Closing writes the counts in one line.
func Closing(w io.Writer, summary Summary) {
	fmt.Fprintf(w, "%d passed, %d failed, %d known deviations, %d skipped; %d requests %s\n",
		summary.Passed, summary.Failed, summary.Known, summary.Skipped, summary.ByL4, judgedByL4)
}

// JSON writes everything observed.
func JSON(w io.Writer, results []Result) error { return writeJSON(w, results) }

func writeJSON(w io.Writer, content any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(content)
}

type testSuite struct {
	XMLName  xml.Name   `xml:"testsuite"`
	Name     string     `xml:"name,attr"`
	Tests    int        `xml:"tests,attr"`
	Failures int        `xml:"failures,attr"`
	Skipped  int        `xml:"skipped,attr"`
	Cases    []testCase `xml:"testcase"`
}

type testCase struct {
	Class      string      `xml:"classname,attr"`
	Name       string      `xml:"name,attr"`
	Time       string      `xml:"time,attr"`
	Properties *properties `xml:"properties,omitempty"`
	Failure    *detail     `xml:"failure,omitempty"`
	Skipped    *detail     `xml:"skipped,omitempty"`
}

type properties struct {
	List []property `xml:"property"`
}

type property struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type detail struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// JUnit writes the results in the format of continuous integration. A known deviation counts as skipped, too.
func JUnit(w io.Writer, results []Result) error {
	summary := Summarize(results)
	suite := testSuite{Name: "conformance", Tests: len(results), Failures: summary.Failed, Skipped: summary.Known + summary.Skipped}
	for _, result := range results {
		suite.Cases = append(suite.Cases, junitCase(result))
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "  ")
	return encoder.Encode(suite)
}

func junitCase(result Result) testCase {
	one := testCase{Class: "conformance." + result.Profile, Name: result.Case, Time: fmt.Sprintf("%.3f", result.Seconds)}
	if judges := result.judges(); judges != "" {
		one.Properties = &properties{List: []property{{Name: "judges", Value: judges}}}
	}
	switch {
	case result.Failed():
		var text strings.Builder
		Line(&text, result)
		one.Failure = &detail{Message: result.About, Text: text.String()}
	case result.Skipped != "":
		one.Skipped = &detail{Message: result.Skipped}
	case result.Known != "":
		one.Skipped = &detail{Message: result.Known}
	}
	return one
}
