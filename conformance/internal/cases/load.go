package cases

import (
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

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
		one, err := load(schema, folder, file)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if one != nil {
			all = append(all, *one)
		}
		return nil
	})
	return all, err
}

// Load reads one case.
func Load(file string) (Case, error) {
	schema, err := compileSchema()
	if err != nil {
		return Case{}, err
	}
	one, err := load(schema, filepath.Dir(file), file)
	if err != nil {
		return Case{}, fmt.Errorf("%s: %w", file, err)
	}
	if one == nil {
		return Case{}, fmt.Errorf("%s is not a case: it does not begin with about", file)
	}
	return *one, nil
}

// load returns nil for a file that is not a case.
func load(schema *jsonschema.Schema, folder, file string) (*Case, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(content, []byte("about:")) {
		return nil, nil
	}
	one, err := parse(schema, content)
	if err != nil {
		return nil, err
	}
	name, err := filepath.Rel(folder, strings.TrimSuffix(file, ".yaml"))
	if err != nil {
		return nil, err
	}
	one.Name, one.File = filepath.ToSlash(name), file
	one.resolvePaths(filepath.Dir(file))
	return one, nil
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
	return one, one.check()
}

func compileSchema() (*jsonschema.Schema, error) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemaText))
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("case.schema.json", document); err != nil {
		return nil, err
	}
	return compiler.Compile("case.schema.json")
}

// check finds what a schema cannot say.
func (c *Case) check() error {
	for i, request := range c.Requests {
		if err := request.Expect.check(); err != nil {
			return fmt.Errorf("request %d: %w", i+1, err)
		}
	}
	if c.Refused != nil && len(c.Requests) > 0 {
		return fmt.Errorf("what is refused cannot be asked: a case has either refused or requests")
	}
	return nil
}

const shareTolerance = 1e-9

func (e Expect) check() error {
	if e.Split == nil {
		return nil
	}
	sum := 0.0
	for _, share := range e.Split {
		sum += share
	}
	if math.Abs(sum-1) > shareTolerance {
		return fmt.Errorf("the shares of split add up to %v, not to 1", sum)
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
