import type { EdgeKind, NodeKind } from './graph';

/** How a node looks, and what the legend calls it. */
export interface NodeStyle {
  readonly fill: string;
  readonly stroke: string;
  readonly radius: number;
  readonly words?: string;
}

/** How an arrow looks, and what the legend calls it. */
export interface EdgeStyle {
  readonly colour: string;
  readonly width: number;
  readonly dashes?: string;
  readonly words: string;
}

const [SHARP, ROUND] = [3, 12];

/** Dark text has a contrast of at least 12 to 1 on each of the fills, and each stroke at least 4.5 to 1 on white. */
export const NODE_STYLES: Readonly<Record<NodeKind, NodeStyle>> = {
  outside: { fill: '#ffffff', stroke: '#57606a', radius: ROUND },
  everyone: { fill: '#ffffff', stroke: '#57606a', radius: ROUND },
  gateway: { fill: '#b6e3ff', stroke: '#0969da', radius: ROUND, words: 'gateway' },
  route: { fill: '#eaf7ff', stroke: '#0969da', radius: ROUND, words: 'route of a gateway' },
  waypoint: { fill: '#fbefff', stroke: '#8250df', radius: ROUND, words: 'waypoint' },
  service: { fill: '#dafbe1', stroke: '#1a7f37', radius: ROUND, words: 'Service with routes' },
  pool: { fill: '#fff8c5', stroke: '#9a6700', radius: ROUND, words: 'InferencePool' },
  workload: { fill: '#ffffff', stroke: '#24292f', radius: SHARP, words: 'workload' },
  host: { fill: '#eaeef2', stroke: '#57606a', radius: ROUND, words: 'outside of the mesh' },
  nobody: { fill: '#ffebe9', stroke: '#cf222e', radius: SHARP, words: 'missing' },
};

export const EDGE_STYLES: Readonly<Record<EdgeKind, EdgeStyle>> = {
  enters: { colour: '#0969da', width: 2, words: 'comes in' },
  routes: { colour: '#1a7f37', width: 2, words: 'is sent to' },
  mirrors: { colour: '#1a7f37', width: 1.4, dashes: '2 3', words: 'gets copies' },
  calls: { colour: '#57606a', width: 1.4, words: 'may call, by the policy' },
  asks: { colour: '#9a6700', width: 1.4, dashes: '6 3', words: 'asks for a pod' },
};

export const TEXT_COLOUR = '#24292f';
export const QUIET_COLOUR = '#57606a';
export const GROUP_STYLE = { fill: '#f6f8fa', stroke: '#d0d7de' };
