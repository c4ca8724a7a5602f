package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"cdk8s-ml-mesh/conformance/internal/cases"
)

// options are the arguments; the process inside the box reads the same ones.
type options struct {
	home, cases, profiles, report string
	profile                       string
	manifests, assume             list
	keep                          bool
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
	flags.StringVar(&parsed.profiles, "profiles", "profiles", "folder of the profiles")
	flags.StringVar(&parsed.report, "report", "report", "folder for the reports and logs")
	flags.StringVar(&parsed.profile, "profile", "", "run only the cases of this profile, or the manifests in it")
	flags.Var(&parsed.manifests, "manifests", "judge the manifests of this folder instead of the cases; may be repeated")
	flags.Var(&parsed.assume, "assume", "with --manifests: what exists besides; may be repeated")
	flags.BoolVar(&parsed.keep, "keep", false, "keep the box up until a signal")
	if err := flags.Parse(args); err != nil {
		return options{}, err
	}
	parsed.names = flags.Args()
	if parsed.home == "" {
		return options{}, fmt.Errorf("--home is missing")
	}
	return parsed, nil
}

// load returns the cases to run.
func (o options) load() ([]cases.Case, error) {
	all, err := o.loadAll()
	if err != nil || o.profile == "" {
		return all, err
	}
	var selected []cases.Case
	for _, one := range all {
		if one.When.Profile == o.profile {
			selected = append(selected, one)
		}
	}
	return selected, nil
}

func (o options) loadAll() ([]cases.Case, error) {
	if len(o.manifests) > 0 {
		return o.fromManifests()
	}
	all, err := cases.LoadAll(o.cases)
	if err != nil {
		return nil, err
	}
	return cases.Select(all, o.names)
}

// fromManifests makes a case without requests of every folder: everything must be accepted.
func (o options) fromManifests() ([]cases.Case, error) {
	var all []cases.Case
	for _, folder := range o.manifests {
		one := cases.Case{Name: folder, File: folder, About: "accepted, programmed and silent", Manifests: []string{folder}}
		one.When.Profile = cases.DefaultProfile
		if o.profile != "" {
			one.When.Profile = o.profile
		}
		assume, err := o.assumed(folder)
		if err != nil {
			return nil, err
		}
		one.Assume = assume
		all = append(all, one)
	}
	return all, nil
}

// assumed are the given files and the file assume.yaml beside the folder, if there is one.
func (o options) assumed(folder string) ([]string, error) {
	beside := filepath.Join(filepath.Dir(filepath.Clean(folder)), "assume.yaml")
	switch _, err := os.Stat(beside); {
	case err == nil:
		return append(list{beside}, o.assume...), nil
	case os.IsNotExist(err):
		return o.assume, nil
	default:
		return nil, err
	}
}
