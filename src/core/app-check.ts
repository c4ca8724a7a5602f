import type { IConstruct } from 'constructs';

/** Tells, a line each, what is wrong with the finished app that a mesh is part of. */
export type AppCheck = (mesh: IConstruct) => string[];

let wired: AppCheck | undefined;

/** The entry point of the library says who checks: constructs know nothing of checks. */
export function wireAppCheck(check: AppCheck): void {
  wired = check;
}

/** What is wrong with the app of the mesh; nothing where nobody checks. */
export function checkApp(mesh: IConstruct): string[] {
  return wired?.(mesh) ?? [];
}
