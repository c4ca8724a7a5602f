import { wireAppCheck } from '../core/app-check';

// Rules, schemas and their engines are loaded when the first app is checked.
wireAppCheck((mesh) => (require('./app-check') as typeof import('./app-check')).appErrors(mesh));
