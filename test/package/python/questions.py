"""Asks the simulator of Python: a request, all requests of a kind, and findings. Prints what questions.ts prints."""

import jsii
from cdk8s import App, Chart, Duration
from cdk8s_ml_mesh import (
    Backend,
    BackendBehavior,
    CallerIdentity,
    CanaryCandidate,
    CanaryModel,
    Findings,
    ICaller,
    LlmApiOptions,
    LlmRoute,
    MeshAssertions,
    MeshRequest,
    MeshSimulator,
    ModelVersion,
    RequestExpectation,
    RequestSet,
    WorkloadRole,
)
from serving import serving


@jsii.implements(ICaller)
class Batch:
    """A caller that Python makes."""

    @property
    def caller_identity(self):
        return CallerIdentity(namespace="ml-batch", service_account="batch-sa")


app = App()
chart = Chart(app, "questions")
mesh, frontend = serving(chart)
v1 = mesh.add_workload("inference-v1", role=WorkloadRole.INFERENCE, port=8080)
v2 = mesh.add_workload("inference-v2", role=WorkloadRole.INFERENCE, port=8080)
llm = mesh.add_workload("llm-server", role=WorkloadRole.INFERENCE, port=8000)

model = CanaryModel(
    chart,
    "inference",
    mesh=mesh,
    service="inference-service",
    paths=["/v1/models"],
    stable=ModelVersion.of("v1", Backend.workload(v1)),
    candidates=[CanaryCandidate(version=ModelVersion.of("v2", Backend.workload(v2)), weight=10)],
    version_header="x-model-version",
)
model.allow_from(frontend, methods=["GET"])
model.allow_from(Batch(), methods=["GET"])
LlmRoute(
    chart,
    "chat",
    mesh=mesh,
    service="llm-service",
    backend=Backend.workload(llm),
    chat_completions=LlmApiOptions(timeout=Duration.seconds(120)),
)

GATEWAY = "http://inference.ml.example.com"
MODEL = "http://inference-service.ml-serving:8080/v1/models/bert"
FRONTEND = "ml-frontend/frontend-sa"
BATCH = "ml-batch/batch-sa"

simulator = MeshSimulator.of_chart(chart)
assertions = MeshAssertions.of(chart)


def shares(**request):
    return {outcome.backend or outcome.disposition: outcome.share for outcome in simulator.answer(**request)}


assert simulator.answer(url=MODEL, source=BATCH)[0].status == 200
assert shares(url=f"{GATEWAY}/v1/models/bert") == {"ml-serving/inference-v1": "9/10", "ml-serving/inference-v2": "1/10"}
assert simulator.answer(url=MODEL, source=FRONTEND, headers={"x-model-version": "v2"})[0].backend == "ml-serving/inference-v2"
assert simulator.answer(url=MODEL, source=FRONTEND, method="DELETE")[0].disposition == "denied"
assert simulator.answer(url=MODEL, source=FRONTEND, method="DELETE")[0].status == 403
assert simulator.answer(url=f"{GATEWAY}/nothing")[0].status == 404
[slow] = simulator.answer(
    url=MODEL,
    source=FRONTEND,
    headers={"x-model-version": "v2"},
    backends={"ml-serving/inference-v2": BackendBehavior.slow(Duration.seconds(3), times=1)},
)
assert (slow.status, slow.seconds, slow.tries) == (200, 3, 1)
assert simulator.answer(url=f"{GATEWAY}/v1/models/bert?a=b")[0].upstream_path == "/v1/models/bert?a=b"
assertions.reaches(MeshRequest(url=f"{GATEWAY}/v1/models/bert"), "ml-serving/inference-v2", 0.1)
assertions.never_reaches(MeshRequest(url=f"{GATEWAY}/v1/models/bert"), "ml-serving/llm-server")
assertions.is_denied(url=MODEL, source="ml-serving/llm-server")

completions = RequestSet.from_outside(paths=["/v1/chat/completions"], methods=["POST"])
assert simulator.every_request(completions, RequestExpectation.timeout_at_least(Duration.seconds(60))).holds
assert not simulator.every_request(completions, RequestExpectation.timeout_at_least(Duration.seconds(121))).holds
assertions.every_request(RequestSet.from_outside(without_headers=["x-model-version"]), RequestExpectation.share_at_most("ml-serving/inference-v2", 0.1))
assertions.every_request(RequestSet.from_inside(except_sources=[FRONTEND, BATCH]), RequestExpectation.never_reaches("ml-serving/inference-v1"))
assert Findings.of(chart).errors == []
assertions.has_no_findings()

try:
    simulator.answer(url="inference.ml.example.com")
except Exception as error:
    print(str(error).removeprefix("Error: "))
try:
    assertions.is_denied(url=f"{GATEWAY}/v1/models/bert")
except Exception as error:
    print(str(error).removeprefix("Error: "))
for request in [
    {"url": f"{GATEWAY}/v1/models/bert?a=b", "headers": {"x-request-id": "1"}},
    {"url": f"{GATEWAY}/v1/chat/completions", "method": "POST", "gateway": "ml-serving/gateway"},
    {"url": MODEL, "source": FRONTEND},
    {"url": MODEL, "source": FRONTEND, "method": "DELETE"},
    {"url": f"{GATEWAY}/nothing"},
]:
    for outcome in simulator.answer(**request):
        fields = [outcome.probability, outcome.share, outcome.disposition, outcome.tries]
        print(*fields, outcome.status or "-", outcome.backend or "-", outcome.upstream_path or "-", outcome.upstream_host or "-")
    print(simulator.explain(**request))
print(simulator.every_request(completions, RequestExpectation.timeout_at_least(Duration.seconds(121))).text)
for finding in Findings.of(chart).all:
    print(finding.code, finding.name, finding.severity.name, finding.object, finding.field, finding.message)
