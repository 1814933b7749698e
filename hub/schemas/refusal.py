"""Turns a refusal by pydantic into ours: the place and the rule, never the value."""

from pydantic import ValidationError

from hub.errors import DecodeError, UnknownSymbolError


def refused(error: ValidationError) -> DecodeError:
    """The first reason why a model refused its input; raise it ``from None``.

    The text of a `ValidationError` quotes what it refused, and so does the context of some of its kinds: take
    nothing from it but the path and the name of the rule.

    Returns:
        UnknownSymbolError: an enum held ``ONBEKEND``, which is what an older reader makes of a newer symbol.
        DecodeError: any other breach.
    """
    first = error.errors(include_url=False, include_input=False)[0]
    # The last step of a surplus field is its name, which is input too.
    path = first["loc"][:-1] if first["type"] == "extra_forbidden" else first["loc"]
    field = ".".join(str(step) for step in path)
    reason = first.get("ctx", {}).get("error")
    if isinstance(reason, ValueError) and reason.args == ("unknown_symbol",):
        return UnknownSymbolError(
            code="unknown-symbol", field=field, hint="Written by a newer version; upgrade."
        )
    return DecodeError(code="invalid-value", field=field, hint=f"Breaks the rule {first['type']}.")
