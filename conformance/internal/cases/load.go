package cases

import (
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"sigs.k8s.io/yaml"
)

// DefaultProfile is the profile of cases that name none.
const DefaultProfile = "default"

//go:embed case.schema.json
var schemaText []byte

// LoadAll reads every case below the folder. A case is a file that begins with `about:`; the others there are manifests.
func LoadAll(folder string) ([]Case, error) {
	schema, err := compileSchema()
	if err != nil {
		return nil, err
	}
	var all []Case
	err = filepath.WalkDir(folder, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(file) != ".yaml" {
			return err
		}
		found, err := load(schema, folder, file)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		all = append(all, found...)
		return nil
	})
	return all, err
}

// Load reads the case of one file, or that for the data plane where the file holds for several.
func Load(file string, plane DataPlane) (Case, error) {
	schema, err := compileSchema()
	if err != nil {
		return Case{}, err
	}
	found, err := load(schema, filepath.Dir(file), file)
	if err != nil {
		return Case{}, fmt.Errorf("%s: %w", file, err)
	}
	if plane != "" {
		found = slices.DeleteFunc(found, func(one Case) bool { return !slices.Contains(one.When.DataPlane, plane) })
	}
	if len(found) != 1 {
		return Case{}, fmt.Errorf("%s holds %d cases of data plane %q: a case begins with about", file, len(found), plane)
	}
	return found[0], nil
}

// load returns the cases of a file, none if it is something else.
func load(schema *jsonschema.Schema, folder, file string) ([]Case, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(content, []byte("about:")) {
		return nil, nil
	}
	name, err := filepath.Rel(folder, strings.TrimSuffix(file, ".yaml"))
	if err != nil {
		return nil, err
	}
	found, err := parseAll(schema, content)
	for i := range found {
		found[i].Name, found[i].File = filepath.ToSlash(name)+found[i].Name, file
		found[i].resolvePaths(filepath.Dir(file))
	}
	return found, err
}

func parseAll(schema *jsonschema.Schema, content []byte) ([]Case, error) {
	written, err := variants(content)
	if err != nil {
		return nil, err
	}
	var found []Case
	for _, variant := range written {
		one, err := parse(schema, variant.content)
		if err != nil {
			return nil, err
		}
		one.Name = variant.name
		if variant.plane != "" {
			one.When.DataPlane = []DataPlane{variant.plane}
		}
		found = append(found, *one)
	}
	return found, nil
}

func parse(schema *jsonschema.Schema, content []byte) (*Case, error) {
	var document any
	if err := yaml.UnmarshalStrict(content, &document); err != nil {
		return nil, err
	}
	if err := schema.Validate(document); err != nil {
		return nil, err
	}
	one := &Case{}
	if err := yaml.UnmarshalStrict(content, one); err != nil {
		return nil, err
	}
	one.When.Profile = cmp.Or(one.When.Profile, DefaultProfile)
	one.complete()
	return one, one.check()
}

// compileSchema compiles the schema once: a run reads many files.
var compileSchema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemaText))
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("case.schema.json", document); err != nil {
		return nil, err
	}
	return compiler.Compile("case.schema.json")
})

// check finds what a schema cannot say.
func (c *Case) check() error {
	for i, request := range c.Requests {
		if err := request.check(); err != nil {
			return fmt.Errorf("request %d: %w", i+1, err)
		}
	}
	if err := c.When.check(); err != nil {
		return err
	}
	if c.Refused != nil && len(c.Requests) > 0 {
		return fmt.Errorf("what is refused cannot be asked: a case has either refused or requests")
	}
	return nil
}

func (c *Case) resolvePaths(folder string) {
	for _, paths := range [][]string{c.Manifests, c.Assume} {
		for i := range paths {
			paths[i] = filepath.Join(folder, paths[i])
		}
	}
}

// Select returns the cases whose name is given or lies below a given topic; all without names.
func Select(all []Case, names []string) ([]Case, error) {
	if len(names) == 0 {
		return all, nil
	}
	var selected []Case
	for _, name := range names {
		found := slices.DeleteFunc(slices.Clone(all), func(c Case) bool { return c.Name != name && !strings.HasPrefix(c.Name, name+"/") })
		if len(found) == 0 {
			return nil, fmt.Errorf("no case is named %s", name)
		}
		selected = append(selected, found...)
	}
	return selected, nil
}
