import { IstioVersion } from '../../core/versions/istio-version';
import type { ObjectFiles } from '../../simulate/properties/command-line';
import { PropertyJudge, type PropertyVerdict } from '../../simulate/properties/judge';
import { reportOf } from '../../simulate/properties/report';
import { EXIT } from '../exit-code';
import { foresee } from '../foresee';
import { type Property, readProperties } from '../properties/read-properties';
import { readObjects } from '../read-objects';
import { sanitize } from '../sanitize';
import type { Terminal } from '../terminal';
import type { SimulateFlags } from './simulate';

/** Judges what a file says of all requests: `simulate manifests/ --properties properties.yaml`. */
export function simulateProperties(files: readonly string[], properties: string, flags: SimulateFlags, terminal: Terminal): number {
  if (files.length === 0) {
    terminal.err('say which manifests: simulate manifests/ --properties properties.yaml\n');
    return EXIT.unreadable;
  }
  const { rootNamespace, clusterDomain, dataPlane, istioVersion: [istioVersion, another], assume } = flags;
  if (another !== undefined) {
    terminal.err('properties are judged for one release of Istio: give --istio-version once, and run it again for another\n');
    return EXIT.unreadable;
  }
  try {
    const all = readProperties(properties);
    const read = readObjects(files, assume, terminal);
    if (read === undefined) {
      return EXIT.unreadable;
    }
    const { objects, isWhole } = read;
    const istio = istioVersion === undefined ? IstioVersion.DEFAULT : IstioVersion.of(istioVersion);
    const cluster = { rootNamespace, clusterDomain, dataPlane };
    const judge = foresee(terminal, objects, () => new PropertyJudge(objects, istio, cluster));
    if (judge === undefined) {
      return EXIT.unreadable;
    }
    const judged = ({ filter, expectation }: Property) => foresee(terminal, objects, () => judge.judge(filter, expectation));
    const verdicts = all.map((property) => told(judged(property), { files, assumed: assume }, terminal));
    if (!isWhole || verdicts.includes(undefined)) {
      return EXIT.unreadable;
    }
    return verdicts.some((verdict) => verdict !== 'holds') ? EXIT.findings : EXIT.clean;
  } catch (error) {
    terminal.err(`${(error as Error).message}\n`);
    return EXIT.unreadable;
  }
}

/** A property that means nothing here keeps none of the others from being judged. */
function told(verdict: PropertyVerdict | undefined, files: ObjectFiles, terminal: Terminal): PropertyVerdict['verdict'] | undefined {
  if (verdict !== undefined) {
    terminal.out(`${reportOf(verdict, files).split('\n').map(sanitize).join('\n')}\n`);
  }
  return verdict?.verdict;
}
