import { mapSubSchemas, Schema } from '../schema';

/** Whatever json2jsii would spell differently, and its disguise: small letters only, which it leaves alone. */
const DISGUISES: readonly [plain: RegExp, hide: (text: string) => string, hidden: RegExp, show: (letter: string) => string][] = [
  [/_/g, () => 'xunderscorex', /xunderscorex/g, () => '_'],
  [/[0-9]/g, (digit) => `xdigit${String.fromCharCode(97 + Number(digit))}x`, /xdigit([a-j])x/g, (letter) => String(letter.charCodeAt(0) - 97)],
  [/(?<=[A-Z])[A-Z]/g, (capital) => `xupper${capital.toLowerCase()}x`, /xupper([a-z])x/g, (letter) => letter.toUpperCase()],
];

/**
 * Hides the spelling of field names from json2jsii. It would make `consecutive5XxErrors` of `consecutive5xxErrors`, and
 * takes `jwks_uri` and `jwksUri` for one field; a spec with the names of the manifest would lose such fields.
 */
export function hideSpelling(schema: Schema): Schema {
  const { properties, required, ...rest } = mapSubSchemas(schema, hideSpelling);
  return {
    ...rest,
    ...(properties !== undefined && { properties: Object.fromEntries(Object.entries(properties).map(([name, sub]) => [hidden(name), sub])) }),
    ...(required !== undefined && { required: required.map(hidden) }),
  };
}

/** Puts the spelling back into the generated code. */
export function restoreSpelling(code: string): string {
  return DISGUISES.reduce((text, [, , disguise, show]) => text.replace(disguise, (_, letter: string) => show(letter)), code);
}

function hidden(name: string): string {
  return DISGUISES.reduce((text, [plain, hide]) => text.replace(plain, hide), name);
}
