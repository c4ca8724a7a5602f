/** What a text of YAML in a ConfigMap says; undefined where there is none, or it is broken. */
export function embeddedYaml(text: string | undefined): unknown {
  if (text === undefined) {
    return undefined;
  }
  const { load } = require('../vendor/js-yaml') as typeof import('../vendor/js-yaml');
  try {
    return load(text);
  } catch {
    return undefined;
  }
}
