// Command box runs cases, or folders of manifests, in the mesh in a box.
package main

import (
	"fmt"
	"os"

	"cdk8s-ml-mesh/conformance/internal/isolate"
)

// Exit codes.
const (
	passed  = 0
	failed  = 1
	trouble = 2 // the box itself does not work
)

func main() {
	options, err := parseOptions(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "box:", err)
		os.Exit(trouble)
	}
	run := outside
	if isolate.Inside() {
		run = inside
	}
	code, err := run(options)
	if err != nil {
		fmt.Fprintln(os.Stderr, "box:", err)
		os.Exit(trouble)
	}
	os.Exit(code)
}
