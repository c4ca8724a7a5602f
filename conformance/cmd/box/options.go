package main

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"cdk8s-ml-mesh/conformance/internal/breakage"
	"cdk8s-ml-mesh/conformance/internal/cases"
	"cdk8s-ml-mesh/conformance/internal/cluster"
	"cdk8s-ml-mesh/conformance/internal/controlplane"
	"cdk8s-ml-mesh/conformance/internal/installs"
	"cdk8s-ml-mesh/conformance/internal/platform"
	"cdk8s-ml-mesh/conformance/internal/report"
)

// options are the arguments; the process inside the box reads the same ones.
type options struct {
	home, cases, profiles, report string
	breakages, platforms, scale   string
	verdicts, observe             string
	worlds, mutants               string
	installs, installFiles        string
	profile                       string
	manifests, assume             list
	keep, twice                   bool
	names                         []string
}

type list []string

func (l *list) String() string { return strings.Join(*l, ",") }

func (l *list) Set(value string) error {
	*l = append(*l, value)
	return nil
}

func parseOptions(args []string) (options, error) {
	var parsed options
	flags := flag.NewFlagSet("box", flag.ContinueOnError)
	flags.StringVar(&parsed.home, "home", "", "folder that conformance/install prints")
	flags.StringVar(&parsed.cases, "cases", "cases", "folder of the cases")
	flags.StringVar(&parsed.breakages, "breakages", "", "run the spoiled cases of this folder: each must be caught")
	flags.StringVar(&parsed.platforms, "platforms", "", "judge the synthesized platforms below this folder instead of the cases")
	flags.StringVar(&parsed.installs, "installs", "", "folder that says what install files must become")
	flags.StringVar(&parsed.installFiles, "install-files", "", "folder of the install files")
	flags.StringVar(&parsed.scale, "scale", "", "measure the sidecars of the meshes below this folder, which conformance/scale makes, instead of running the cases")
	flags.StringVar(&parsed.verdicts, "verdicts", "", "ask for the admission of the objects in this file, which conformance/agreement makes, instead of running the cases")
	flags.StringVar(&parsed.observe, "observe", "", "write down what becomes of the requests of the cases below this folder, which conformance/requests makes, instead of judging them")
	flags.StringVar(&parsed.worlds, "worlds", "", "write down the objects of every case in this file, without a box")
	flags.StringVar(&parsed.mutants, "mutants", "", "send the requests of the mutants in this file, which conformance/mutations makes, instead of running the cases")
	flags.StringVar(&parsed.profiles, "profiles", "profiles", "folder of the profiles")
	flags.StringVar(&parsed.report, "report", "report", "folder for the reports and logs")
	flags.StringVar(&parsed.profile, "profile", "", "run only the cases of this profile, or the manifests in it")
	flags.Var(&parsed.manifests, "manifests", "judge the manifests of this folder instead of the cases; may be repeated")
	flags.Var(&parsed.assume, "assume", "with --manifests: what exists besides; may be repeated")
	flags.BoolVar(&parsed.keep, "keep", false, "keep the box up until a signal")
	flags.BoolVar(&parsed.twice, "second-try", false, "run what failed once more, and tell what passes then")
	if err := flags.Parse(args); err != nil {
		return options{}, err
	}
	parsed.names = flags.Args()
	if parsed.home == "" {
		return options{}, fmt.Errorf("--home is missing")
	}
	return parsed, nil
}

// verdict turns what the box found into what the run says.
type verdict func(report.Result) report.Result

// load returns the cases to run and how to read their results.
func (o options) load() ([]cases.Case, verdict, error) {
	all, read, err := o.loadAll()
	if err != nil || o.profile == "" {
		return all, read, err
	}
	other := func(one cases.Case) bool { return one.When.Profile != o.profile }
	return slices.DeleteFunc(all, other), read, nil
}

func (o options) loadAll() ([]cases.Case, verdict, error) {
	asFound := func(result report.Result) report.Result { return result }
	if len(o.manifests) > 0 {
		all, err := o.fromManifests()
		return all, asFound, err
	}
	if o.platforms != "" {
		all, err := o.loadPlatforms()
		return all.Cases, asFound, err
	}
	if o.scale != "" {
		all, err := cases.LoadAll(o.scale)
		return all, asFound, err
	}
	if o.observe != "" {
		all, err := cases.LoadAll(o.observe)
		return all, observed, err
	}
	if o.breakages != "" {
		return o.spoiled()
	}
	if o.mutants != "" {
		all, err := breakage.LoadMutants(o.mutants)
		return all, asObserved, err
	}
	all, err := cases.LoadAll(o.cases)
	if err != nil {
		return nil, nil, err
	}
	names := slices.DeleteFunc(slices.Clone(o.names), installs.IsName)
	if len(names) == 0 && len(o.names) > 0 {
		return nil, asFound, nil
	}
	all, err = cases.Select(all, names)
	return all, asFound, err
}

// observed leaves out what was found wrong with a case that leaves it open: somebody else compares its answers with what was foreseen.
func observed(result report.Result) report.Result {
	open := []string{report.Traffic, report.Conditions, report.Analyze, report.Validate}
	result.Complaints = slices.DeleteFunc(result.Complaints, func(one report.Complaint) bool {
		return slices.Contains(open, one.Judge) || strings.Contains(one.Text, ": warning: ")
	})
	return result
}

// asObserved leaves the judging of requests to the reader of the report.
func asObserved(result report.Result) report.Result {
	result.Observed = true
	return result
}

// platformProfile is the mesh of platforms without install settings.
const platformProfile = "platforms"

func (o options) loadPlatforms() (platform.Platforms, error) {
	fallback, err := controlplane.LoadProfile(o.profiles, platformProfile)
	if err != nil {
		return platform.Platforms{}, err
	}
	return platform.LoadAll(o.platforms, fallback)
}

// spoiled are the cases that must fail.
func (o options) spoiled() ([]cases.Case, verdict, error) {
	all, caught, err := breakage.LoadAll(o.breakages)
	if err != nil {
		return nil, nil, err
	}
	turned := func(result report.Result) report.Result { return breakage.Judge(result, caught[result.Case]) }
	selected := slices.DeleteFunc(all, func(one cases.Case) bool {
		return len(o.names) > 0 && !slices.Contains(o.names, strings.TrimPrefix(one.Name, "breakages/"))
	})
	return selected, turned, nil
}

// assumedName is the file of a folder, or beside it, that holds what the manifests take for given.
const assumedName = "assumed.yaml"

// fromManifests makes a case without requests of every folder: everything must be accepted.
func (o options) fromManifests() ([]cases.Case, error) {
	var all []cases.Case
	for _, folder := range o.manifests {
		files, err := cluster.YAMLFiles(folder)
		if err != nil {
			return nil, err
		}
		one := cases.Case{Name: folder, File: folder, About: "accepted, programmed and silent"}
		one.When.Profile = cmp.Or(o.profile, cases.DefaultProfile)
		one.Manifests = slices.DeleteFunc(files, func(file string) bool { return filepath.Base(file) == assumedName })
		one.Assume = slices.Concat(o.assumed(folder), o.assume)
		all = append(all, one)
	}
	return all, nil
}

func (o options) assumed(folder string) []string {
	var found []string
	for _, place := range []string{folder, filepath.Dir(filepath.Clean(folder))} {
		file := filepath.Join(place, assumedName)
		if _, err := os.Stat(file); err == nil {
			found = append(found, file)
		}
	}
	return found
}
