"""Which wire an adapter speaks, and what can be done to messages of it."""

from hub.adapters.csvmapped import CsvAdapter
from hub.adapters.mapped import FixedAdapter, JsonAdapter, MappedAdapter, XmlAdapter
from hub.errors import ConfigurationError
from hub.kit.csvform import CsvForm
from hub.kit.fixedform import FixedForm
from hub.kit.jsonform import JsonForm
from hub.kit.tampering import Form
from hub.kit.xmlform import XmlForm


def form_of(adapter: MappedAdapter) -> Form:
    """The form of an adapter's wire.

    Raises:
        ConfigurationError: a wire of its own, which this kit cannot take apart.
    """
    if isinstance(adapter, XmlAdapter):
        return XmlForm(adapter.root, adapter.namespace, next(iter(adapter.bodies)))
    if isinstance(adapter, JsonAdapter):
        return JsonForm()
    if isinstance(adapter, CsvAdapter):
        return CsvForm()
    if isinstance(adapter, FixedAdapter):
        return FixedForm(adapter.layout)
    msg = (
        f"{type(adapter).__name__} has a wire of its own, and the suite takes messages apart to test them: "
        "derive from XmlAdapter, JsonAdapter, CsvAdapter or FixedAdapter, or add a form to hub/kit"
    )
    raise ConfigurationError(msg)
