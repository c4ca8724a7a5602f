import { Testing } from 'cdk8s';
import { istioInstallation, MlPlatform } from './platform';
import { DataPlane, MeshAssertions, RequestExpectation, RequestSet } from 'cdk8s-ml-mesh';

describe.each([DataPlane.AMBIENT, DataPlane.SIDECAR])('in %s mode', (dataPlane) => {
  test('the manifests stay as they are', () => {
    expect(Testing.synth(new MlPlatform(Testing.app(), 'ml-platform', { dataPlane }))).toMatchSnapshot();
  });

  test('what it asks of others stays as it is', () => {
    expect(new MlPlatform(Testing.app(), 'ml-platform', { dataPlane }).mesh.externalObjects).toMatchSnapshot();
  });

  test('nobody from outside reaches the training', () => {
    const platform = new MlPlatform(Testing.app(), 'ml-platform', { dataPlane });
    MeshAssertions.of(platform).everyRequest(RequestSet.fromOutside(), RequestExpectation.neverReaches('ml-training/*'));
  });

  test('the settings of the installation stay as they are', () => {
    expect(istioInstallation({ dataPlane }).toIstioOperator()).toMatchSnapshot();
  });
});
