import { schemeOfUrl } from './go-url';
import { isIpAddress } from './ip-address';
import { CelFunc, celFunc, celMethod, CelScalar, listType, strings } from '../../../vendor/cel';

const { BOOL, STRING, DYN } = CelScalar;

const DNS_1123_LABEL = /^(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** What `format.<name>().validate()` finds wrong. */
const FORMATS: Readonly<Record<string, (text: string) => string[]>> = {
  dns1123Label: (text) => DNS_1123_LABEL.test(text) ? [] : ['must be a DNS label'],
};

/**
 * The functions that the API server adds to CEL, as far as rules of the bundle call them.
 *
 * Opaque values are represented by what they are made of: a URL by its text, a format by its name, and an optional by a
 * list of what it holds, which like an optional is never equal to null.
 */
export const KUBERNETES_FUNCTIONS: readonly CelFunc[] = [
  ...strings,
  celFunc('isURL', [STRING], BOOL, (text) => schemeOfUrl(text) !== undefined),
  celFunc('url', [STRING], STRING, parsedUrl),
  celMethod('getScheme', STRING, [], STRING, function () { return schemeOfUrl(this)!; }),
  celFunc('isIP', [STRING], BOOL, isIpAddress),
  ...Object.keys(FORMATS).map((name) => celFunc(`format.${name}`, [], STRING, () => name)),
  celMethod('validate', STRING, [STRING], listType(DYN), function (text) { return optional(FORMATS[this](text)); }),
];

function parsedUrl(text: string): string {
  if (schemeOfUrl(text) === undefined) {
    throw new Error(`not a URL: ${text}`);
  }
  return text;
}

function optional(errors: string[]): string[][] {
  return errors.length === 0 ? [] : [errors];
}
