import { textTest, type TextTest } from './text';
import { quoteRegex } from '../../core/regex';

/** What a segment may consist of that `{*}` stands for (Envoy source/extensions/path/uri_template_lib/uri_template_internal.cc). */
const SEGMENT_CHARACTERS = "a-zA-Z0-9\\-._~%!$&'()+,;:@=";

const OPERATORS: Readonly<Record<string, string>> = {
  '{*}': `[${SEGMENT_CHARACTERS}]+`,
  '{**}': `[${SEGMENT_CHARACTERS}/]*`,
};

const OPERATOR = /(\{\*\*?\})/;

/** A path of a policy, with `*` at an end or templates. Query and fragment are not compared. */
export function pathTest(pattern: string): TextTest {
  const test = OPERATOR.test(pattern) ? templateTest(pattern) : textTest(pattern);
  return (path) => test(withoutQuery(path));
}

export function withoutQuery(path: string): string {
  const end = path.search(/[?#]/);
  return end < 0 ? path : path.slice(0, end);
}

function templateTest(template: string): TextTest {
  const compiled = new RegExp(`^${template.split(OPERATOR).map((part) => OPERATORS[part] ?? quoteRegex(part)).join('')}$`);
  return (path) => compiled.test(path);
}
