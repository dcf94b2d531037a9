"""Text from a server, made safe to be shown: bounded, and without control characters."""


def printable(text: str, limit: int | None = None) -> str:
    """Return the text, cut to `limit` characters, with escapes for what cannot be printed.

    Line breaks, escape sequences and marks that change the direction of writing are shown as
    in Python's literals, such as `\\n`, `\\x1b` and `\\u202e`.
    """
    if limit is not None and len(text) > limit:
        text = f"{text[: limit - 1]}…"
    return text if text.isprintable() else "".join(map(_escaped, text))


def _escaped(character: str) -> str:
    if character.isprintable():
        return character
    return character.encode("unicode_escape").decode("ascii")
