"""What both programs begin with: a mesh behind a gateway, and somebody who calls."""

from cdk8s_ml_mesh import MeshGateway, MlServingMesh


def serving(chart):
    mesh = MlServingMesh(
        chart,
        "mesh",
        namespace="ml-serving",
        gateway=MeshGateway.create(hostnames=["inference.ml.example.com"]),
    )
    return mesh, mesh.workload_from_attributes("frontend", namespace="ml-frontend", service_account="frontend-sa")
