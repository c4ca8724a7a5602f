import { yamlValue } from './yaml/kubernetes-yaml';

/** What a text of YAML in a ConfigMap says; undefined where there is none, or it is broken. */
export function embeddedYaml(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : yamlValue(text);
  } catch {
    return undefined;
  }
}
