import { DataPlane } from 'cdk8s-ml-mesh';
import { callers } from './shared/callers';

export default callers(DataPlane.AMBIENT);
