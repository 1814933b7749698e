"""The strategies of the adapter kit, under the name by which the tests know them."""

from hub.kit.canonical import cases, models, moments, names, observations, people, refs, texts

__all__ = ["cases", "models", "moments", "names", "observations", "people", "refs", "texts"]
