package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/controlplane"
	"cdk8s-ml-mesh/conformance/internal/isolate"
	"cdk8s-ml-mesh/conformance/internal/report"
)

// profileVariable tells the process inside which profile its box has.
const profileVariable = "CDK8S_ML_MESH_PROFILE"

// outside runs one box per profile, one after the other, and reports on all.
func outside(options options) (int, error) {
	if options.verdicts != "" {
		return options.judgeAdmission()
	}
	if options.worlds != "" {
		return options.writeWorlds()
	}
	all, _, err := options.load()
	if err != nil {
		return trouble, err
	}
	if err := os.MkdirAll(options.report, 0o755); err != nil {
		return trouble, err
	}
	all, skipped, err := forThisIstio(all)
	if err != nil {
		return trouble, err
	}
	for _, result := range skipped {
		report.Line(os.Stdout, result)
	}
	started := time.Now()
	boxes := []report.Box{{Results: skipped}}
	for _, profile := range profilesOf(all) {
		box, err := options.rerun(profile)
		if err != nil {
			return trouble, err
		}
		boxes = append(boxes, box)
	}
	box, err := options.judgeInstalls()
	if err != nil {
		return trouble, err
	}
	boxes = append(boxes, box)
	if options.twice {
		if boxes, err = options.secondTry(boxes); err != nil {
			return trouble, err
		}
	}
	return options.writeReports(boxes, time.Since(started))
}

// rerun runs the box of a profile and returns what it found.
func (o options) rerun(profile string, env ...string) (report.Box, error) {
	code, err := isolate.Rerun(o.writePid, append(env, profileVariable+"="+profile)...)
	if err != nil {
		return report.Box{}, err
	}
	if code != passed {
		return report.Box{}, fmt.Errorf("the box of profile %s ended with %d", profile, code)
	}
	return readBox(o.boxFile(profile))
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

func (o options) boxFile(profile string) string {
	return filepath.Join(o.report, profile+".json")
}

func readBox(file string) (report.Box, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return report.Box{}, err
	}
	var box report.Box
	return box, json.Unmarshal(content, &box)
}

func (o options) writeReports(boxes []report.Box, took time.Duration) (int, error) {
	var results []report.Result
	for _, box := range boxes {
		results = append(results, box.Results...)
	}
	if err := writeFile(filepath.Join(o.report, "results.json"), results, report.JSON); err != nil {
		return trouble, err
	}
	if err := writeFile(filepath.Join(o.report, "junit.xml"), results, report.JUnit); err != nil {
		return trouble, err
	}
	report.Proxies(os.Stdout, results)
	report.Unsteady(os.Stdout, results)
	summary := report.Summarize(results)
	report.Closing(os.Stdout, summary)
	figures := report.Measure(boxes, took)
	report.Cost(os.Stdout, figures)
	if summary.Failed > 0 || figures.TooLarge() {
		return failed, nil
	}
	return passed, nil
}

func writeFile[T any](name string, content T, write func(io.Writer, T) error) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := write(file, content); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}
