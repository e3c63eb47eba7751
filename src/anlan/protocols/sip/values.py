"""Header values taken apart: comma lists and parameters (RFC 3261 §7.3.1, §25.1), quotes and angle brackets respected."""

from __future__ import annotations

# White space of a header (§25.1). What Unicode counts as space besides, such as the wide space of Chinese text, belongs to the value:
# a name must go back as it came.
LWS = " \t"
TOKEN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.!%*_+`'~")  # §25.1


def split_outside(text: str, separator: str) -> list[str]:
    """Split at a character where it stands neither in quotes nor in ``<…>``; parts are stripped, empty ones kept."""
    if '"' not in text and "<" not in text:
        return [part.strip(LWS) for part in text.split(separator)]
    if "\\" not in text and "<" not in text:
        return _split_outside_quotes(text, separator)
    parts: list[str] = []
    begin = 0
    quoted = bracketed = False
    position, end = 0, len(text)
    while position < end:
        letter = text[position]
        if quoted:
            if letter == "\\":
                position += 1
            elif letter == '"':
                quoted = False
        elif letter == '"':
            quoted = True
        elif letter == "<":
            bracketed = True
        elif letter == ">":
            bracketed = False
        elif letter == separator and not bracketed:
            parts.append(text[begin:position].strip(LWS))
            begin = position + 1
        position += 1
    parts.append(text[begin:].strip(LWS))
    return parts


def _split_outside_quotes(text: str, separator: str) -> list[str]:
    """The common case without escapes: pieces are joined again until their quotes close."""
    parts: list[str] = []
    opened: list[str] = []
    for piece in text.split(separator):
        closes = piece.count('"') & 1
        if opened:
            opened.append(piece)
            if closes:
                parts.append(separator.join(opened).strip(LWS))
                opened = []
        elif closes:
            opened = [piece]
        else:
            parts.append(piece.strip(LWS))
    if opened:
        parts.append(separator.join(opened).strip(LWS))
    return parts


def split_values(text: str) -> list[str]:
    """The values of a comma list, empty ones left out."""
    return [part for part in split_outside(text, ",") if part]


def parse_parameters(text: str, letters: frozenset[str] = TOKEN) -> tuple[tuple[str, str | None], ...]:
    """``a=1;b;c="x y"`` to pairs; names in lower case, a parameter without a value has None, quotes are taken off.

    What has no name, or one of other ``letters``, is dropped: nobody can ask for it, and written again it would read as something else.
    """
    found: list[tuple[str, str | None]] = []
    for part in split_outside(text, ";"):
        if part:
            name, equals, value = part.partition("=")
            name = name.rstrip(LWS)
            if name and letters.issuperset(name):
                found.append((name.lower(), unquote(value.strip(LWS)) if equals else None))
    return tuple(found)


def read_tag(value: str) -> str:
    """The tag of a From or To value, empty where it has none; cheaper than parsing the address."""
    begin = value.find("<")
    if begin >= 0:
        if value[0] == '"':
            begin = closing_quote(value)
        value = value[value.find(">", begin) + 1 :]
    for parameter in split_outside(value, ";")[1:]:
        name, _, tag = parameter.partition("=")
        if name.rstrip(LWS).lower() == "tag":
            return unquote(tag.strip(LWS))
    return ""


def closing_quote(text: str) -> int:
    """Where the quoted string that the text begins with ends, or -1 where it does not."""
    position = text.find('"', 1)
    if "\\" not in text:
        return position
    position = 1
    while position < len(text):
        if text[position] == "\\":
            position += 1
        elif text[position] == '"':
            return position
        position += 1
    return -1


def unquote(text: str) -> str:
    """A quoted string's content with its escapes undone; anything else as it is."""
    if len(text) < 2 or text[0] != '"' or text[-1] != '"':
        return text
    text = text[1:-1]
    if "\\" not in text:
        return text
    letters = iter(text)
    return "".join(next(letters, "") if letter == "\\" else letter for letter in letters)


def quote(text: str) -> str:
    """A quoted string (RFC 3261 §25.1)."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
