// Objects that the manifests of many tests begin with.

/** A Gateway that listens for HTTP. */
export function httpGateway(namespace: string): string {
  return `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: gateway, namespace: ${namespace} }
spec: { gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP }] }
---
`;
}

/** A Service, and what it says of its port. */
export function serviceOf(name: string, namespace: string, port = 'name: http, port: 80'): string {
  return `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { selector: { app: ${name} }, ports: [{ ${port} }] }
---
`;
}
