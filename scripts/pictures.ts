import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'fs';
import * as path from 'path';
import { Chart, Testing } from 'cdk8s';
import { Canary } from '../examples/canary/canary';
import { LlmPlatform } from '../examples/llm-platform/platform';
import { MeshGraph } from 'cdk8s-ml-mesh';

const FOLDER = path.join(__dirname, '..', 'docs', 'pictures');

/** The examples of which pages show a picture. */
const PICTURES: Readonly<Record<string, () => Chart>> = {
  'canary.svg': () => new Canary(Testing.app(), 'canary'),
  'llm-platform.svg': () => new LlmPlatform(Testing.app(), 'llm-platform'),
};

/** Writes the pictures of docs/, or with `--check` fails where one is not what the library draws. */
function main(argument: string | undefined): void {
  for (const [name, make] of Object.entries(PICTURES)) {
    const file = path.join(FOLDER, name);
    const picture = MeshGraph.ofChart(make()).toSvg();
    if (argument !== '--check') {
      mkdirSync(FOLDER, { recursive: true });
      writeFileSync(file, picture);
    } else if (!existsSync(file) || readFileSync(file, 'utf8') !== picture) {
      console.error(`docs/pictures/${name} is not what the library draws: npx projen pictures`);
      process.exitCode = 1;
    }
  }
}

main(process.argv[2]);
