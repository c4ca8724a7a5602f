import { regenerate } from './regenerate';

for (const path of regenerate(process.cwd())) {
  console.log(path);
}
