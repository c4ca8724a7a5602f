import { breakerWithoutWaypoint } from './breaker-without-waypoint';
import { collectivePorts } from './collective-ports';
import { endlessJob } from './endless-job';
import { labelOnTheMaker } from './label-on-the-maker';
import { missingWaypoint } from './missing-waypoint';
import { refusedByWaypoint } from './refused-by-waypoint';
import { routeWithoutWaypoint } from './route-without-waypoint';
import { sourcesAtWaypoint } from './sources-at-waypoint';
import { twoDataPlanes } from './two-data-planes';
import { waypointForOthers } from './waypoint-for';
import { imageWithoutInjection, rivalServices, userOfTheProxy } from './workloads';
import type { Rule } from '../../rule';

/** Group 06, in the order of codes. */
export const DATA_PLANE_RULES: readonly Rule[] = [
  missingWaypoint,
  routeWithoutWaypoint,
  twoDataPlanes,
  sourcesAtWaypoint,
  breakerWithoutWaypoint,
  endlessJob,
  collectivePorts,
  userOfTheProxy,
  imageWithoutInjection,
  rivalServices,
  waypointForOthers,
  labelOnTheMaker,
  refusedByWaypoint,
];
