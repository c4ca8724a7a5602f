import { checkFields } from './check-props';
import { CALLS } from './signatures';
import { Site } from '../site';

type Holder = { [method: string]: (...values: unknown[]) => unknown };

/** Has every public function of the classes check what it is given, before it does anything. */
export function checkCalls(classes: { readonly [name: string]: any }): void {
  for (const [call, fields] of Object.entries(CALLS)) {
    const [, owner, kind, name] = /^(\w+)(\W)(\w+)$/.exec(call)!;
    const holder: Holder = kind === '#' ? classes[owner].prototype : classes[owner];
    const original = holder[name];
    const parameters = Object.keys(fields);
    holder[name] = function (this: any, ...values) {
      const site = this?.node ? Site.of(this, name) : Site.named(`${owner}.${name}`);
      checkFields(site, fields, Object.fromEntries(parameters.map((parameter, i) => [parameter, values[i]])));
      return original.apply(this, values);
    };
  }
}
