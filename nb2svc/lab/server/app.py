"""The extension as an application: its settings, its routes, and the end of what it has started."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jupyter_server.extension.application import ExtensionApp
from traitlets import Unicode

import nb2svc
from nb2svc.lab.batches import Batches
from nb2svc.lab.builds import Builds
from nb2svc.lab.server.aliases import AliasesHandler
from nb2svc.lab.server.batches import BatchesHandler, BatchFormHandler, BatchHandler
from nb2svc.lab.server.builds import BuildFormHandler, BuildHandler, BuildsHandler
from nb2svc.lab.server.check import CheckHandler
from nb2svc.lab.server.diff import DiffHandler
from nb2svc.lab.server.events import SCHEMA, Events
from nb2svc.lab.server.explain import ExplainHandler
from nb2svc.lab.server.front_end import MISSING, is_front_end_missing
from nb2svc.lab.server.place import PlaceHandler
from nb2svc.lab.server.reports import ReportHandler
from nb2svc.lab.server.services import ProxyHandler, ServiceHandler, ServicesHandler
from nb2svc.lab.server.starters import StartersHandler
from nb2svc.lab.server.suggest import SuggestHandler
from nb2svc.lab.server.trying import FormHandler, TryHandler
from nb2svc.lab.server.versions import VersionsHandler
from nb2svc.lab.server.work import Work
from nb2svc.lab.services import Services

__all__ = ["Nb2svcApp"]

_ID: Final = r"(?P<key>[0-9a-zA-Z-]+)"


class Nb2svcApp(ExtensionApp):
    """What `jupyter lab` knows of nb2svc."""

    name = "nb2svc"
    extension_url = "/lab"
    load_other_extensions = True

    store = Unicode(
        nb2svc.DEFAULT_STORE, help="The folder of the services; relative to the server's root if it is relative."
    ).tag(config=True)

    def initialize_settings(self) -> None:
        """Make what the handlers share."""
        assert self.serverapp is not None, "Jupyter links the two before"
        root = Path(self.serverapp.root_dir).expanduser().absolute()
        store = root / Path(self.store).expanduser()
        applications = self.serverapp.extension_manager.extension_apps.values()
        if is_front_end_missing(each for group in applications for each in group):
            self.log.warning(MISSING)
        logger = self.serverapp.event_logger
        assert logger is not None, "Jupyter has made it"
        logger.register_event_schema(SCHEMA)
        events = Events(logger)
        self.settings["nb2svc_work"] = Work(
            store=store,
            builds=Builds(store, events.build),
            services=Services(store, events.service),
            batches=Batches(store, events.batch),
            events=events,
        )

    def initialize_handlers(self) -> None:
        """Tell which address is whose."""
        self.handlers += [
            (r"/nb2svc/check", CheckHandler),
            (r"/nb2svc/explain", ExplainHandler),
            (r"/nb2svc/suggest", SuggestHandler),
            (r"/nb2svc/starters", StartersHandler),
            (r"/nb2svc/versions", VersionsHandler),
            (r"/nb2svc/aliases", AliasesHandler),
            (r"/nb2svc/diff", DiffHandler),
            (r"/nb2svc/form", BuildFormHandler),
            (r"/nb2svc/place", PlaceHandler),
            (r"/nb2svc/builds", BuildsHandler),
            (rf"/nb2svc/builds/{_ID}", BuildHandler),
            (r"/nb2svc/services", ServicesHandler),
            (rf"/nb2svc/services/{_ID}", ServiceHandler),
            (rf"/nb2svc/services/{_ID}/form", FormHandler),
            (rf"/nb2svc/services/{_ID}/try", TryHandler),
            (rf"/nb2svc/services/{_ID}/proxy/.*", ProxyHandler),
            (r"/nb2svc/batches", BatchesHandler),
            (r"/nb2svc/batches/form", BatchFormHandler),
            (rf"/nb2svc/batches/{_ID}", BatchHandler),
            (rf"/nb2svc/reports/{_ID}", ReportHandler),
        ]

    def current_activity(self) -> dict[str, int] | None:
        """Keep a server that ends itself when nobody works from ending a build or a service."""
        work: Work = self.settings["nb2svc_work"]
        found = {
            "builds": work.builds.count(),
            "services": work.services.count(),
            "batches": work.batches.count(),
        }
        return found if any(found.values()) else None

    async def stop_extension(self) -> None:
        """End what was started for the user: nothing outlives the server."""
        work: Work = self.settings["nb2svc_work"]
        await work.close()
