import { FROM_OUTSIDE, NEVER_V2, route, worldOf } from './asked';
import { IstioVersion } from '../../../src/core/versions/istio-version';
import { ManifestObject } from '../../../src/manifest/manifest-object';
import { readSources } from '../../../src/manifest/read';
import { Source } from '../../../src/manifest/source';
import { commandLine } from '../../../src/simulate/properties/command-line';
import { PropertyJudge } from '../../../src/simulate/properties/judge';

const OPERATOR = { apiVersion: 'install.istio.io/v1alpha1', kind: 'IstioOperator', metadata: { name: 'mesh', namespace: 'istio-system' }, spec: { meshConfig: { trustDomain: 'ml' } } };

test('the command of a counterexample brings the settings that an app holds, and none that are among the files', () => {
  const yaml = worldOf(route('{ path: { type: PathPrefix, value: /v2 } }'));
  const command = (mesh: ManifestObject) => {
    const { objects } = readSources([new Source('a.yaml', yaml)]);
    return commandLine(new PropertyJudge([...objects, mesh], IstioVersion.DEFAULT).judge(FROM_OUTSIDE, NEVER_V2).counterexample!);
  };
  const ofFile = readSources([new Source('mesh.yaml', JSON.stringify(OPERATOR))]).objects[0];

  expect(command(new ManifestObject(OPERATOR, { construct: 'app/mesh' }, true))).toContain('"trustDomain":"ml"');
  expect(command(ofFile)).not.toContain('trustDomain');
});
