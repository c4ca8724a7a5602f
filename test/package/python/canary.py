"""The canary example in Python, call by call the same as examples/canary/canary.ts. Prints the manifests."""

from cdk8s import App, Chart, Duration
from cdk8s_ml_mesh import (
    Backend,
    CanaryCandidate,
    CanaryModel,
    ModelVersion,
    OutlierDetection,
    TrafficPolicy,
    WorkloadRole,
)
from serving import serving

app = App()
chart = Chart(app, "canary")
mesh, frontend = serving(chart)
v1 = mesh.add_workload("inference-v1", role=WorkloadRole.INFERENCE, port=8080, replicas=4)
v2 = mesh.add_workload("inference-v2", role=WorkloadRole.INFERENCE, port=8080, replicas=2)

model = CanaryModel(
    chart,
    "inference",
    mesh=mesh,
    service="inference-service",
    paths=["/v1/models", "/v2/models"],
    stable=ModelVersion.of("v1", Backend.workload(v1)),
    candidates=[CanaryCandidate(version=ModelVersion.of("v2", Backend.workload(v2)), weight=10)],
    version_header="x-model-version",
    timeout=Duration.seconds(30),
    traffic_policy=TrafficPolicy(
        outlier_detection=OutlierDetection(consecutive5xx_errors=5, interval=Duration.seconds(10)),
    ),
)
model.allow_from(frontend, methods=["GET", "POST"], paths=["/v1/models/*", "/v2/models/*"])

print(app.synth_yaml(), end="")
