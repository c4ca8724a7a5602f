import type { Type as YamlType } from 'js-yaml';

declare module 'js-yaml' {
  /** By name; @types/js-yaml 4.0.9 does not know them. */
  const types: Readonly<Record<'float' | 'map' | 'merge' | 'null' | 'seq' | 'str', YamlType>>;
}

// The one place that names the library: compiled into the package, so consumers install nothing more.
export { dump, load, loadAll, Schema, Type, types, YAMLException } from 'js-yaml';
