/**
 * What makes istiod drop a whole route, all of its rules (pilot/pkg/config/kube/gateway/route_collections.go `computeRoute`: "hard error").
 */
export class UnusableRoute extends Error {}
