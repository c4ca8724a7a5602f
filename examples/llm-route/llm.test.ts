import { Duration, Testing } from 'cdk8s';
import { Llm } from './llm';
import { MeshAssertions, RequestExpectation, RequestSet } from 'cdk8s-ml-mesh';

test('the manifests stay as they are', () => {
  expect(Testing.synth(new Llm(Testing.app(), 'llm'))).toMatchSnapshot();
});

test('every completion has a minute at least', () => {
  const completions = RequestSet.fromOutside({ paths: ['/v1/chat/completions'] });
  MeshAssertions.of(new Llm(Testing.app(), 'llm')).everyRequest(completions, RequestExpectation.timeoutAtLeast(Duration.minutes(1)));
});
