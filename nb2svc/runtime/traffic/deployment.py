"""Plans with their versions loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nb2svc.runtime.load import load_service
from nb2svc.runtime.loading.bundle import read_bundle
from nb2svc.runtime.service import Service
from nb2svc.runtime.traffic.plan import Plan, plan_of_folder

__all__ = ["Deployment", "deploy", "deploy_service"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """A plan and its loaded versions.

    Attributes:
        plan: which version answers what.
        services: folder -> the version in it, for each folder of the plan.
    """

    plan: Plan
    services: Mapping[Path, Service]

    @property
    def first(self) -> Service:
        """The version whose schema and page are shown."""
        return self.services[self.plan.shares[0].folder]


def deploy(plans: Sequence[Plan], *, loaded: Sequence[Deployment] = ()) -> list[Deployment]:
    """Load what plans need.

    Args:
        plans: one per service.
        loaded: deployments whose versions are there already.

    Raises:
        BundleError: a version is not sound or cannot be loaded here.
    """
    services = {folder: service for deployment in loaded for folder, service in deployment.services.items()}
    for folder in dict.fromkeys(folder for plan in plans for folder in plan.folders):
        if folder not in services:
            services[folder] = load_service(read_bundle(folder))
    return [Deployment(plan=plan, services={folder: services[folder] for folder in plan.folders}) for plan in plans]


def deploy_service(service: Service) -> Deployment:
    """Return the deployment of a single loaded version."""
    plan = plan_of_folder(service.folder, service=service.name, version=service.version)
    return Deployment(plan=plan, services={service.folder: service})
