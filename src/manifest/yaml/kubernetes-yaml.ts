import { boolYaml11Tag, defineScalarTag, floatCoreTag, mapTag, mergeTag, NOT_RESOLVED, nullCoreTag, Schema, seqTag, strTag } from '../../vendor/js-yaml';

/** Of any base, told by its prefix; a leading zero means octal. */
const INTEGER = /^([-+]?)(0[bB][01]+|0[oO]?[0-7]+|0[xX][0-9a-fA-F]+|0|[1-9][0-9]*)$/;

/** As Go's `strconv.ParseInt` with base 0, underscores left out first. */
const goInteger = defineScalarTag('tag:yaml.org,2002:int', {
  implicit: true,
  implicitFirstChars: ['-', '+', ...'0123456789'],
  resolve: (text) => integer(text.replaceAll('_', '')) ?? NOT_RESOLVED,
  identify: Number.isInteger,
});

/**
 * YAML as kubectl and the API server read it: go.yaml.in/yaml/v2, resolve.go, by way of sigs.k8s.io/yaml. `on` and `y` are booleans, `0777` is
 * octal, `12:30` and dates are texts, `<<` merges.
 */
export const KUBERNETES_YAML = new Schema([strTag, seqTag, mapTag, nullCoreTag, boolYaml11Tag, goInteger, floatCoreTag, mergeTag]);

function integer(text: string): number | undefined {
  const [, sign, digits] = INTEGER.exec(text) ?? [];
  if (digits === undefined) {
    return undefined;
  }
  const value = Number(digits.replace(/^0[oO]?(?=[0-7])/, '0o'));
  return sign === '-' ? -value : value;
}
