"""Where two observations differ, without what they hold there."""


def difference(found: object, expected: object) -> str:
    """The first place where two observations (or tuples of them) differ, by field names; no values."""
    return ".".join(_difference(found, expected)) or "observation"


def _difference(found: object, expected: object) -> list[str]:
    if type(found) is not type(expected):
        return []
    if isinstance(found, tuple) and isinstance(expected, tuple):
        if len(found) != len(expected):
            return ["number of them"]
        pairs = zip(found, expected, strict=True)
        return next(([str(n), *_difference(a, b)] for n, (a, b) in enumerate(pairs) if a != b), [])
    fields = getattr(type(found), "model_fields", {})
    for name in fields:
        one, other = getattr(found, name), getattr(expected, name)
        if one != other:
            return [name, *_difference(one, other)]
    return []
