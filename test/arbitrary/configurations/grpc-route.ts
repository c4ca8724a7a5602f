import * as fc from 'fast-check';
import { maybe } from '../values';
import type { MatchAim } from './configuration';
import { headerModifiers } from './http-filters';
import { headerMatches } from './http-match';
import { backends } from './http-route';
import { mirrorFilters } from './mirrors';

const SERVICE = 'inference.Models';

/** What a match says of the method, and the path of a call that it takes. */
const CALLS: readonly (readonly [method: object | undefined, path: string])[] = [
  [{ service: SERVICE, method: 'Predict' }, `/${SERVICE}/Predict`], [{ service: SERVICE, method: 'List' }, `/${SERVICE}/List`],
  [{ service: SERVICE }, `/${SERVICE}/Predict`], [{ method: 'Predict' }, '/other.Models/Predict'],
  [{ type: 'RegularExpression', service: 'inference\\..*', method: 'P.*' }, `/${SERVICE}/Predict`],
  [{ type: 'RegularExpression', method: 'Pre.*' }, '/other.Models/Predict'], [{ type: 'RegularExpression', service: '[a-z]+\\.Models' }, `/${SERVICE}/List`],
  [undefined, `/${SERVICE}/Predict`],
];

export interface DrawnGrpcRule {
  readonly rule: object;
  readonly aims: readonly MatchAim[];
}

/** Rules of a GRPCRoute. */
export function grpcRules(backendRefs: readonly object[]): fc.Arbitrary<readonly DrawnGrpcRule[]> {
  return fc.array(grpcRule(backendRefs), { minLength: 1, maxLength: 3 });
}

function grpcRule(backendRefs: readonly object[]): fc.Arbitrary<DrawnGrpcRule> {
  return fc.record({
    matches: fc.array(grpcMatch(), { maxLength: 2 }),
    filters: headerModifiers(),
    mirrors: maybe(mirrorFilters(backendRefs), 10),
    refs: backends(backendRefs),
  }).map(({ matches, filters, mirrors = [], refs }) => {
    const all = [...filters, ...mirrors];
    return {
      rule: {
        ...(matches.length > 0 && { matches: matches.map(({ match }) => match) }),
        ...(all.length > 0 && { filters: all }),
        ...(refs.length > 0 && { backendRefs: refs }),
      },
      aims: matches.length === 0 ? [called(CALLS[0][1])] : matches.map(({ aim }) => aim),
    };
  });
}

function grpcMatch(): fc.Arbitrary<{ readonly match: object; readonly aim: MatchAim }> {
  return fc.record({ call: fc.constantFrom(...CALLS), headers: maybe(headerMatches(), 25) }).map(({ call: [method, path], headers = [] }) => ({
    match: { ...(method && { method }), ...(headers.length > 0 && { headers: headers.map(({ written }) => written) }) },
    aim: { ...called(path), headers: headers.map(({ aim }) => aim) },
  }));
}

/** Calls mostly; now and then somebody sends them as requests. */
function called(path: string): MatchAim {
  return { path, headers: [], query: [], method: 'POST', protocols: ['grpc', 'grpc', 'grpc', 'grpc', 'http1'] };
}
