"""What can be done to a message in XML."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from hub.kit.fields import Path
from hub.kit.jsonform import STRANGER
from hub.kit.tampering import Leaf, Tampered

BILLION_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (letter + 1, b"&%c;" % letter * 10) for letter in range(97, 110))
    + b"]><lolz>&n;</lolz>"
)
EXTERNAL_ENTITY = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
DOCTYPES = {
    "billion laughs": BILLION_LAUGHS,
    "external entity": EXTERNAL_ENTITY,
    "external DTD": b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>',
    "parameter entity": b'<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]><a/>',
    "default attribute": b'<!DOCTYPE a [<!ATTLIST a b CDATA "c">]><a/>',
}
"""What a DOCTYPE can do; each is refused for being one."""


@dataclass(frozen=True, slots=True)
class XmlForm:
    """See `hub.kit.tampering.Form`. ``kind``: the element of some fact that the registry reports."""

    root: str
    namespace: str
    kind: str

    def respelled(self, body: bytes) -> bytes:
        """With a prefix, a comment, blanks, the fields the other way round, and ASCII only."""
        given = etree.fromstring(body)
        wrapped = etree.Element(f"{{{self.namespace}}}{self.root}", nsmap={"ns1": self.namespace})
        for name, value in reversed(given.items()):
            wrapped.set(name, value)
        for child in reversed(given):
            wrapped.append(_copy(child))
        wrapped.insert(0, etree.Comment("geschreven door een ander"))
        etree.indent(wrapped)
        return etree.tostring(wrapped, encoding="US-ASCII", xml_declaration=True)

    def leaves(self, body: bytes) -> Iterator[Leaf]:
        """Each element without content of its own, and each attribute."""
        root = etree.fromstring(body)
        for element in root.iter():
            path = _path(element)
            if len(element) == 0 and not element.attrib:

                def put_text(text: str, element: etree._Element = element) -> bytes:
                    kept, element.text = element.text, text
                    changed = etree.tostring(root)
                    element.text = kept
                    return changed

                yield Leaf(path, element.text or "", put_text)
            for name, value in element.items():

                def put_attribute(
                    text: str,
                    element: etree._Element = element,
                    name: str | bytes = name,
                    kept: str | bytes = value,
                ) -> bytes:
                    element.set(name, text)
                    changed = etree.tostring(root)
                    element.set(name, kept)
                    return changed

                yield Leaf((*path, f"@{name!s}"), str(value), put_attribute)

    def added(self, body: bytes, path: Path, text: str) -> bytes | None:
        """An element or attribute more, in a group that is there."""
        root = etree.fromstring(body)
        group: etree._Element | None = root
        for name in path[:-1]:
            group = None if group is None else group.find(f"{{{self.namespace}}}{name}")
        if group is None:
            return None
        if path[-1].startswith("@"):
            group.set(path[-1][1:], text)
        else:
            etree.SubElement(group, f"{{{self.namespace}}}{path[-1]}").text = text
        return etree.tostring(root)

    def strangers(self, body: bytes) -> Iterator[Tampered]:
        """An element more in each group, and an attribute more at each."""
        root = etree.fromstring(body)
        for group in root.iter():
            if len(group) == 0 and not group.attrib and group is not root:
                continue  # an attribute at a mere text is no field too many but text beside attributes
            place = ".".join(_path(group))
            child = etree.SubElement(group, f"{{{self.namespace}}}{STRANGER}")
            child.text = "x"
            yield Tampered(f"{place}.{STRANGER}".lstrip("."), etree.tostring(root))
            group.remove(child)
            group.set(STRANGER, "x")
            yield Tampered(f"{place}.@{STRANGER}".lstrip("."), etree.tostring(root))
            del group.attrib[STRANGER]

    def hostile(self) -> Iterator[Tampered]:
        """DOCTYPEs, nesting, other encodings, a name without end."""
        for name, body in DOCTYPES.items():
            yield Tampered(name, body)
        for encoding in ("utf-16", "utf-32"):
            yield Tampered(f"DOCTYPE in {encoding}", EXTERNAL_ENTITY.decode().encode(encoding))
        for declared in ("ISO-8859-1", "UTF-7", "IBM037"):
            yield Tampered(declared, f'<?xml version="1.0" encoding="{declared}"?><a/>'.encode())
        for depth in (65, 10_000):
            yield Tampered(f"{depth} levels", self._around(b"<a>" * depth + b"</a>" * depth))
        yield Tampered("10000 facts", self._around(b"<%s/>" % self.kind.encode() * 10_000))
        yield Tampered("no root of ours", b"<a/>")

    def _around(self, inner: bytes) -> bytes:
        root = self.root.encode()
        return b'<%s xmlns="%s">%s</%s>' % (root, self.namespace.encode(), inner, root)


def _copy(element: etree._Element) -> etree._Element:
    """The same content without the namespaces that its old parent declared."""
    made = etree.Element(element.tag)
    made.text = element.text
    for name, value in element.items():
        made.set(name, value)
    for child in element:
        made.append(_copy(child))
    return made


def _path(element: etree._Element) -> tuple[str, ...]:
    """The names from below the root to an element."""
    names = [etree.QName(element.tag).localname]
    names += [etree.QName(outer.tag).localname for outer in element.iterancestors()]
    return tuple(reversed(names[:-1]))
