// The one place that names the library: compiled into the package, so consumers install nothing more. Its ES module has no named exports.
import dagre = require('@dagrejs/dagre');

export const { graphlib, layout } = dagre;
