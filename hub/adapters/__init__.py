"""One module per registry: its native messages, ``parse`` and ``render``. Pure; no clock, no IO."""

from hub.adapters.amazone import Amazone
from hub.adapters.base import Adapter
from hub.adapters.bosz import Bosz
from hub.adapters.bvh import Bvh
from hub.adapters.compas import Compas
from hub.adapters.gcos import Gcos
from hub.adapters.gps import Gps
from hub.adapters.iris import Iris
from hub.adapters.kbps import Kbps
from hub.adapters.kib import Kib
from hub.adapters.mapped import MappedAdapter
from hub.adapters.monitor import Monitor
from hub.adapters.vehaa import Vehaa
from hub.adapters.vir import Vir
from hub.adapters.vis2 import Vis2
from hub.adapters.vpga import Vpga

ADAPTERS: dict[str, MappedAdapter] = {
    "bvh": Bvh(),
    "bosz": Bosz(),
    "monitor": Monitor(),
    "gps": Gps(),
    "compas": Compas(),
    "gcos": Gcos(),
    "vis2": Vis2(),
    "vpga": Vpga(),
    "vehaa": Vehaa(),
    "iris": Iris(),
    "kbps": Kbps(),
    "vir": Vir(),
    "amazone": Amazone(),
    "kib": Kib(),
}
"""All registries, by the name that stands in topics and files. Explicit: nothing registers itself."""

__all__ = ["ADAPTERS", "Adapter"]
