package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/controlplane"
	"cdk8s-ml-mesh/conformance/internal/isolate"
	"cdk8s-ml-mesh/conformance/internal/report"
)

// profileVariable tells the process inside which profile its box has.
const profileVariable = "CDK8S_ML_MESH_PROFILE"

// outside runs one box per profile, one after the other, and reports on all.
func outside(options options) (int, error) {
	all, _, err := options.load()
	if err != nil {
		return trouble, err
	}
	if err := os.MkdirAll(options.report, 0o755); err != nil {
		return trouble, err
	}
	all, results, err := forThisIstio(all)
	if err != nil {
		return trouble, err
	}
	for _, result := range results {
		report.Line(os.Stdout, result)
	}
	for _, profile := range profilesOf(all) {
		code, err := isolate.Rerun(options.writePid, profileVariable+"="+profile)
		if err != nil {
			return trouble, err
		}
		if code != passed {
			return trouble, fmt.Errorf("the box of profile %s ended with %d", profile, code)
		}
		found, err := readResults(options.resultFile(profile))
		if err != nil {
			return trouble, err
		}
		results = append(results, found...)
	}
	found, err := options.judgeInstalls()
	if err != nil {
		return trouble, err
	}
	return options.writeReports(append(results, found...))
}

// forThisIstio leaves out the cases that do not hold for the box's Istio, and says so in results.
func forThisIstio(all []cases.Case) ([]cases.Case, []report.Result, error) {
	version, err := controlplane.IstioVersion()
	if err != nil {
		return nil, nil, err
	}
	holding, others := cases.ForIstio(all, version)
	var skipped []report.Result
	for _, one := range others {
		result := report.Result{Case: one.Name, About: one.About, Profile: one.When.Profile}
		result.Skipped = fmt.Sprintf("holds for Istio %s, the box runs %s", one.When.Istio, version)
		skipped = append(skipped, result)
	}
	return holding, skipped, nil
}

func profilesOf(all []cases.Case) []string {
	var profiles []string
	for _, one := range all {
		profiles = append(profiles, one.When.Profile)
	}
	slices.Sort(profiles)
	return slices.Compact(profiles)
}

// writePid lets conformance/enter find the box.
func (o options) writePid(pid int) error {
	return os.WriteFile(filepath.Join(o.report, "box.pid"), []byte(strconv.Itoa(pid)), 0o644)
}

func (o options) resultFile(profile string) string {
	return filepath.Join(o.report, profile+".json")
}

func readResults(file string) ([]report.Result, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var results []report.Result
	return results, json.Unmarshal(content, &results)
}

func (o options) writeReports(results []report.Result) (int, error) {
	writers := map[string]func(io.Writer, []report.Result) error{"results.json": report.JSON, "junit.xml": report.JUnit}
	for name, write := range writers {
		if err := writeFile(filepath.Join(o.report, name), results, write); err != nil {
			return trouble, err
		}
	}
	report.Proxies(os.Stdout, results)
	summary := report.Summarize(results)
	report.Closing(os.Stdout, summary)
	if summary.Failed > 0 {
		return failed, nil
	}
	return passed, nil
}

func writeFile(name string, results []report.Result, write func(io.Writer, []report.Result) error) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := write(file, results); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}
