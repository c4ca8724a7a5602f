import { Testing } from 'cdk8s';
import { Canary } from './canary';
import { MeshAssertions, RequestExpectation, RequestSet } from 'cdk8s-ml-mesh';

test('the manifests stay as they are', () => {
  expect(Testing.synth(new Canary(Testing.app(), 'canary'))).toMatchSnapshot();
});

test('nobody gets more than a tenth from the new version who does not name one', () => {
  const unnamed = RequestSet.fromAnywhere({ withoutHeaders: ['x-model-version'], hosts: ['inference.ml.example.com', 'inference-service*'] });
  MeshAssertions.of(new Canary(Testing.app(), 'canary')).everyRequest(unnamed, RequestExpectation.shareAtMost('ml-serving/inference-v2', 0.1));
});

test('only the frontend reaches the models from inside', () => {
  const others = RequestSet.fromInside({ exceptSources: ['ml-frontend/frontend-sa'] });
  MeshAssertions.of(new Canary(Testing.app(), 'canary')).everyRequest(others, RequestExpectation.neverReaches('ml-serving/*'));
});
