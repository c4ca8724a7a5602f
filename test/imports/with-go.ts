import { isGoInstalled } from '../../scripts/imports/go-module';

/** Downloads, where the module cache is empty, take longer than jest's five seconds. */
const TIMEOUT_MS = 120_000;

/**
 * A test that reads Go modules. Without Go it is skipped, and says so; where `REQUIRE_GO=1` it fails instead.
 */
export function testWithGo(name: string, body: () => void): void {
  if (isGoInstalled() || process.env.REQUIRE_GO === '1') {
    test(name, body, TIMEOUT_MS);
  } else {
    // Not on the console of jest, which stays silent for files whose tests are all skipped.
    process.stderr.write(`skipped, because Go is not installed: ${name}\n`);
    test.skip(name, body);
  }
}
