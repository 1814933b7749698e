"""The file of endpoints: defaults, what is refused, and how the refusal helps."""

from pathlib import Path

import pytest

from hub.delivery.endpoints import OUR_ORIGIN, Partners, load_partners
from hub.errors import ConfigurationError

RECIPIENTS = ("OM", "3RO", "VH22")
SECRET = "mF_9.B5f-4.1JqM"  # noqa: S105 - an example
ENVIRONMENT = {"VH22_TOKEN": SECRET, "BAD": "two words", "EMPTY": ""}

GOOD = """
origin = "hub.example"

[partners.VH22]
url = "https://vh22.example/hook"
token_env = "VH22_TOKEN"

[partners.OM]
url = "https://om.example:8443/hook"
format = "native"
hours = "opening"
handshake = false
rate = 6000
concurrency = 8
timeout_s = 2.5
token_env = "VH22_TOKEN"
"""


def load(directory: Path, text: str, *, production: bool = False) -> Partners:
    """The endpoints of a file with this text."""
    file = directory / "partners.toml"
    file.write_text(text, "utf-8")
    return load_partners(file, production=production, recipients=RECIPIENTS, environment=ENVIRONMENT)


def test_a_file_is_read(tmp_path: Path) -> None:
    """Everything stands where the file says; the token comes from the environment and does not show."""
    partners = load(tmp_path, GOOD, production=True)
    om, house = partners.endpoints["OM"], partners.endpoints["VH22"]

    assert partners.origin == "hub.example"
    assert (om.url, om.format, om.hours, om.handshake) == (
        "https://om.example:8443/hook",
        "native",
        "opening",
        False,
    )
    assert (om.rate, om.concurrency, om.timeout_s) == (6000, 8, 2.5)
    assert house.token is not None
    assert house.token.get_secret_value() == SECRET
    assert SECRET not in repr(partners)


def test_houses_keep_hours_and_registries_do_not(tmp_path: Path) -> None:
    """Without a word on hours, a house is delivered to when it is open and a registry day and night."""
    text = '[partners.VH22]\nurl="https://a.example"\n[partners.3RO]\nurl="https://b.example"\n'
    partners = load(tmp_path, text)

    assert {who: one.hours for who, one in partners.endpoints.items()} == {"VH22": "opening", "3RO": "always"}
    assert partners.origin == OUR_ORIGIN


def test_an_empty_file_is_nobody(tmp_path: Path) -> None:
    """No partner is connected; everything waits."""
    assert load(tmp_path, "").endpoints == {}


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    """Certificates may stand beside the file, wherever the program runs."""
    for name in ("ca.pem", "hub.pem", "hub-key.pem"):
        (tmp_path / name).touch()
    endpoint = load(
        tmp_path,
        '[partners.OM]\nurl="https://om.example"\nca_file="ca.pem"\n'
        'client_certificate="hub.pem"\nclient_key="hub-key.pem"\n',
        production=True,
    ).endpoints["OM"]

    assert endpoint.ca_file == tmp_path / "ca.pem"
    assert endpoint.client_key == tmp_path / "hub-key.pem"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "127.1.2.3"])
def test_http_is_for_this_machine_and_tests(tmp_path: Path, host: str) -> None:
    """A partner on this machine may be plain in a test, and never in production."""
    text = f'[partners.OM]\nurl="http://{host}:8080/hook"\ntoken_env="VH22_TOKEN"'

    assert not load(tmp_path, text).endpoints["OM"].secure
    with pytest.raises(ConfigurationError, match=r"partners\.toml, line 2: \[partners\.OM\] url: use https"):
        load(tmp_path, text, production=True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[partners.OM\n", "line 1: not TOML"),
        ("[other]", "only origin and"),
        ("partners = 3", "only origin and"),
        ('origin = "Not A Name"', "line 1: origin is a DNS name"),
        ('origin = 7\n[partners.OM]\nurl="https://om.example"', "line 1: origin is a DNS name"),
        ('[partners.GGZ]\nurl="https://ggz.example"', "line 1: [partners.GGZ]: the hub sends nothing to GGZ"),
        ('[partners]\nOM = "https://om.example"', "[partners.OM]: is not a table"),
        ("[partners.OM]", "line 1: [partners.OM] url: Field required"),
        ('[partners.OM]\n\nurl = "om.example"', "line 3: [partners.OM] url: not an address such as https://"),
        ('[partners.OM]\nurl = "ftp://om.example"', "line 2: [partners.OM] url: not an address"),
        ('[partners.OM]\nurl = "https://ém.example"', "url: not an address"),
        ('[partners.OM]\nurl = "https://u:p@om.example"', "no user, query or fragment"),
        ('[partners.OM]\nurl = "https://om.example/?access_token=x"', "no user, query or fragment"),
        ('[partners.OM]\nurl = "https://om.example:port/"', "line 2: [partners.OM] url: "),
        ('[partners.OM]\nurl = "http://om.example"', "url: use https"),
        ('[partners.OM]\nurl = "https://om.example"\nhour = "always"', "line 3: [partners.OM] hour: Extra"),
        ('[partners."OM"]\nurl = "https://om.example"\nrate = 0', "line 3: [partners.OM] rate: "),
        ('[partners.OM]\nurl = "https://om.example"\nformat = "xml"', "line 3: [partners.OM] format: "),
        (
            '[partners.OM]\nurl = "https://om.example"\ntoken = "geheim"',
            "line 3: [partners.OM] token: does not",
        ),
        ('[partners.OM]\nurl = "https://om.example"\ntoken_env = "NO"', "the environment variable NO is not"),
        ('[partners.OM]\nurl = "https://om.example"\ntoken_env = "EMPTY"', "variable EMPTY is not set"),
        ('[partners.OM]\nurl = "https://om.example"\ntoken_env = "BAD"', "variable BAD is not set, or"),
        ('[partners.OM]\nurl = "https://om.example"\nca_file = "no.pem"', "no.pem does not exist"),
        ('[partners.OM]\nurl = "https://om.example"\nclient_key = "k"', "belong together"),
    ],
)
def test_what_is_wrong_is_named_with_its_place_and_remedy(tmp_path: Path, text: str, said: str) -> None:
    """A file that cannot be used stops the program with file, line, field and what to do, and no secret."""
    with pytest.raises(ConfigurationError) as refused:
        load(tmp_path, text)

    assert said in str(refused.value)
    assert str(tmp_path / "partners.toml") in str(refused.value)
    assert "geheim" not in str(refused.value)
    assert "two words" not in str(refused.value)


def test_production_wants_credentials(tmp_path: Path) -> None:
    """A partner must be able to tell that it is the hub: by a token or by its certificate."""
    with pytest.raises(ConfigurationError, match="set token_env or client_certificate"):
        load(tmp_path, '[partners.OM]\nurl="https://om.example"', production=True)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """It is named, with the variable that names it."""
    with pytest.raises(ConfigurationError, match="KETENHUB_PARTNERS names"):
        load_partners(tmp_path / "no.toml", production=False, recipients=RECIPIENTS, environment={})
