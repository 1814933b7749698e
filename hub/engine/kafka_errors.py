"""The errors of kafka-python, in words of ours: what a person must mend, or what may pass by itself."""

from hub.engine.kafka_library import errors
from hub.errors import ConfigurationError, KetenhubError, UnreachableError

SASL_MECHANISM = "SCRAM-SHA-512"


def is_of_stranger(error: Exception) -> bool:
    """Whether a broker showed a certificate that is not trusted. The library says it in the text only."""
    return "CERTIFICATE_VERIFY_FAILED" in str(error)


def is_telling(error: Exception) -> bool:
    """Whether it says what to mend, and not only that a connection did not last."""
    return is_of_stranger(error) or not getattr(error, "retriable", False)


def ours(error: Exception, where: str, *, sasl: bool) -> KetenhubError:
    """The error of ours for one of kafka-python, or of the system, without its text.

    Args:
        error: what was raised.
        where: the bootstrap servers.
        sasl: whether a user and a password were given.
    """
    kind = type(error).__name__
    made: type[KetenhubError] = ConfigurationError
    match error:
        case errors.SaslAuthenticationFailedError():
            text = (
                "refuses the user or the password: check KETENHUB_KAFKA_USERNAME and KETENHUB_KAFKA_PASSWORD"
            )
        case errors.UnsupportedSaslMechanismError() | errors.IllegalSaslStateError():
            text = f"does not take {SASL_MECHANISM} here: check KETENHUB_KAFKA_SECURITY"
        case errors.AuthorizationError():
            text = (
                f"does not allow this user what it asked ({kind}): give it the right "
                "(`ketenhub topics create` as an administrator), or use another user"
            )
        case errors.KafkaConnectionError() if is_of_stranger(error):
            text = (
                "shows a certificate that cannot be trusted: check KETENHUB_KAFKA_CA_FILE, "
                "and that the address is the name in the certificate"
            )
        case errors.KafkaError() if not error.retriable:
            text = f"refuses what it is asked: {kind}"
        case errors.BrokerResponseError() if not isinstance(error, errors.RequestTimedOutError):
            made, text = UnreachableError, f"cannot do now what it is asked ({kind}): try again"
        case _:
            # A broker breaks off, without a word, a connection of another protocol; now and then one of a
            # refused user too.
            also = ", _USERNAME, _PASSWORD" if sasl else ""
            made = UnreachableError
            text = (
                f"does not answer ({kind}): is it running, "
                f"and are KETENHUB_KAFKA, KETENHUB_KAFKA_SECURITY{also} right?"
            )
    return made(f"Kafka at {where} {text}")
