import { writeFileSync } from 'fs';
import * as path from 'path';
import { signaturesModule } from './signatures';
import * as library from '../../src';
import { readAssembly } from '../assembly';

writeFileSync(path.join(__dirname, '..', '..', 'src', 'core', 'signatures', 'signatures.ts'), signaturesModule(readAssembly(), library));
