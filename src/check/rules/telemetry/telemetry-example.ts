import { yaml } from '../../rule';

/** A mesh with a provider of traces, and a Telemetry that uses it. */
export const TELEMETRY_EXAMPLE = yaml`
  apiVersion: telemetry.istio.io/v1
  kind: Telemetry
  metadata:
    name: tracing
    namespace: istio-system
  spec:
    tracing:
      - providers:
          - name: otel
        randomSamplingPercentage: 10
  ---
  apiVersion: v1
  kind: ConfigMap
  metadata:
    name: istio
    namespace: istio-system
  data:
    mesh: |
      extensionProviders:
        - name: otel
          opentelemetry:
            service: otel-collector.observability.svc.cluster.local
            port: 4317
`;
