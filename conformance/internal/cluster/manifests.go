package cluster

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/yaml"
	sigsyaml "sigs.k8s.io/yaml"
)

// ReadManifests reads every object of the files and of the .yaml files below the folders, in the order given.
func ReadManifests(paths ...string) ([]*unstructured.Unstructured, error) {
	var objects []*unstructured.Unstructured
	for _, path := range paths {
		files, err := YAMLFiles(path)
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				return nil, err
			}
			read, err := ParseManifests(content)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
			objects = append(objects, read...)
		}
	}
	return objects, nil
}

// ParseManifests reads the objects of one YAML text. A duplicate key is an error, as it is in kubectl.
func ParseManifests(content []byte) ([]*unstructured.Unstructured, error) {
	var objects []*unstructured.Unstructured
	reader := yaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(content)))
	for {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return objects, nil
		}
		if err != nil {
			return nil, err
		}
		object := &unstructured.Unstructured{}
		if err := sigsyaml.UnmarshalStrict(document, &object.Object); err != nil {
			return nil, err
		}
		if len(object.Object) == 0 {
			continue
		}
		if object.GetKind() == "" || object.GetAPIVersion() == "" || object.GetName() == "" {
			return nil, fmt.Errorf("a document without apiVersion, kind or name is no manifest")
		}
		objects = append(objects, object)
	}
}

// YAMLFiles returns the file, or the .yaml files below the folder in order.
func YAMLFiles(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	var files []string
	err = filepath.WalkDir(path, func(file string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && (filepath.Ext(file) == ".yaml" || filepath.Ext(file) == ".yml") {
			files = append(files, file)
		}
		return err
	})
	sort.Strings(files)
	return files, err
}

// early kinds are those that others need at admission, in the order in which they are needed.
var early = map[string]int{"Namespace": 1, "CustomResourceDefinition": 2, "ServiceAccount": 3, "Secret": 4, "ConfigMap": 5, "Service": 6}

// late kinds start something that reads the rest.
var late = map[string]int{"Pod": 20, "Deployment": 20, "StatefulSet": 20, "DaemonSet": 20, "ReplicaSet": 20, "Job": 20}

const otherwise = 10

// ApplyOrder sorts objects so that what others need comes first, and keeps the order among equals.
func ApplyOrder(objects []*unstructured.Unstructured) []*unstructured.Unstructured {
	sorted := append([]*unstructured.Unstructured(nil), objects...)
	sort.SliceStable(sorted, func(i, j int) bool { return rank(sorted[i]) < rank(sorted[j]) })
	return sorted
}

func rank(object *unstructured.Unstructured) int {
	if position, ok := early[object.GetKind()]; ok {
		return position
	}
	if position, ok := late[object.GetKind()]; ok {
		return position
	}
	return otherwise
}

// Name writes an object the way messages name it.
func Name(object *unstructured.Unstructured) string {
	if object.GetNamespace() == "" {
		return object.GetKind() + "/" + object.GetName()
	}
	return object.GetKind() + "/" + object.GetNamespace() + "/" + object.GetName()
}
