// Command record copies Istio's module into a folder, changed so that the tests of its validation write down what they validate.
//
// The cases of those tests are Go values. In the copy each validating function first hands its arguments to recorder.go when a test called it, and that
// makes objects of them. The module cache cannot be overlaid, hence a copy; it is not kept.
package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

//go:embed recorder.go.txt
var recorder []byte

// Folders of the module, below pkg/config/validation. The recorder goes into the first, which the others import.
var folders = []string{"agent", ".", "envoyfilter"}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: record FOLDER")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "record:", err)
		os.Exit(1)
	}
}

func run(out string) error {
	module, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "istio.io/istio").Output()
	if err != nil {
		return err
	}
	if err := os.CopyFS(out, os.DirFS(strings.TrimSpace(string(module)))); err != nil {
		return err
	}
	// Those of the cache are read-only, and so are their copies.
	if err := exec.Command("chmod", "-R", "u+w", out).Run(); err != nil {
		return err
	}
	validation := filepath.Join(out, "pkg", "config", "validation")
	for _, folder := range folders {
		files, err := filepath.Glob(filepath.Join(validation, folder, "*.go"))
		if err != nil {
			return err
		}
		for _, file := range files {
			if !strings.HasSuffix(file, "_test.go") {
				if err := record(file); err != nil {
					return fmt.Errorf("%s: %w", file, err)
				}
			}
		}
	}
	return os.WriteFile(filepath.Join(validation, folders[0], "recorder.go"), recorder, 0o600)
}

// record puts a call of the recorder into each function of a file that validates.
func record(file string) error {
	positions := token.NewFileSet()
	parsed, err := parser.ParseFile(positions, file, nil, parser.ParseComments)
	if err != nil {
		return err
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	calls := map[int]string{}
	for _, declaration := range parsed.Decls {
		if function, ok := declaration.(*ast.FuncDecl); ok && function.Recv == nil && strings.HasPrefix(strings.ToLower(function.Name.Name), "validate") {
			name, body := function.Name.Name, function.Body
			parameters := names(function.Type.Params)
			// Wraps each validation of a kind: what it returns is what tests call.
			if inner := wrapped(name, body); inner != nil {
				body, parameters = inner.Body, names(inner.Type.Params)
			}
			calls[positions.Position(body.Lbrace).Offset+1] = call(parsed.Name.Name, name, parameters)
		}
	}
	if len(calls) == 0 {
		return nil
	}
	changed := bytes.Buffer{}
	for i, char := range content {
		changed.WriteString(calls[i])
		changed.WriteByte(char)
	}
	return os.WriteFile(file, importing(parsed, changed.Bytes()), 0o600)
}

// importing adds the import of the recorder's package where it is missing.
func importing(parsed *ast.File, content []byte) []byte {
	const agent = `"istio.io/istio/pkg/config/validation/agent"`
	if parsed.Name.Name == "agent" || bytes.Contains(content, []byte(agent)) {
		return content
	}
	return bytes.Replace(content, []byte("import ("), []byte("import (\n"+agent+"\n"), 1)
}

func wrapped(name string, body *ast.BlockStmt) *ast.FuncLit {
	if name != "validateMetadata" {
		return nil
	}
	inner, _ := body.List[0].(*ast.ReturnStmt).Results[0].(*ast.FuncLit)
	return inner
}

func call(inPackage, function string, parameters []string) string {
	qualifier := "agent."
	if inPackage == "agent" {
		qualifier = ""
	}
	return fmt.Sprintf("\n%sRecord(%q, %s)\n", qualifier, function, strings.Join(parameters, ", "))
}

func names(list *ast.FieldList) []string {
	all := []string{}
	for _, field := range list.List {
		for _, name := range field.Names {
			if name.Name != "_" {
				all = append(all, name.Name)
			}
		}
	}
	return all
}
