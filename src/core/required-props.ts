import type { IConstruct } from 'constructs';
import { Site } from './site';

/** The fields that are not optional. */
type RequiredField<T> = { [K in keyof T]-?: object extends Pick<T, K> ? never : K }[keyof T] & string;

/** Says which props are missing: the compiler does not where callers have no types, and jsii asks only other languages. */
export function requireProps<T extends object>(construct: IConstruct, props: T, ...fields: RequiredField<T>[]): void {
  const site = Site.of(construct);
  const example = `new ${construct.constructor.name}(scope, id, { ${fields.map((field) => `${field}: …`).join(', ')} })`;
  site.check(typeof props === 'object' && props !== null, { problem: 'needs props', got: props, fix: `write ${example}` });
  for (const field of fields) {
    site.at(field).check(props[field] !== undefined && props[field] !== null, { problem: 'is missing', fix: `write ${example}` });
  }
}
