"""What the columns of a class list hold, told from their headers."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from solver.build.csvtext import Row, Table
from solver.errors import Complaint, SpecError
from solver.spec.reading import LONGEST_WORD, short

LISTED = 12  # columns named in a complaint; a gradebook has hundreds

# Headers as `key` writes them, those first that are to be preferred.
_NUMBERS = """studentid studentnumber studentno studentnr sisuserid sisid sid idnumber
matrikelnummer matrikelnr matrnr matriculationnumber matrikel universityid campusid
numeroetudiant numerodetudiant noetudiant netudiant codeetudiant matricule idnummer
numerodidentification matricola numerodematricula numerodeid studienummer studentnummer
studentennummer orgdefinedid uin uid"""
_LOGINS = """sisloginid loginid login username user userid netid uniqname benutzername
anmeldename nutzername kennung nomdutilisateur nomutilisateur identifiant nombredeusuario"""
_EMAILS = """email emailaddress emails mail mailaddress emailadresse mailadresse
adressedecourriel courriel adresseemail adressemail correoelectronico direcciondecorreo
universityemail schoolemail"""
ROLES: Final = {
    "id": f"{_NUMBERS} id ids identifier number {_LOGINS} {_EMAILS}".split(),
    "email": _EMAILS.split(),
    "full": """fullname name names studentname student displayname sortablename
        vollstandigername nachnamevorname namevorname lastnamefirstname surnamefirstname
        firstnamelastname firstnamesurname vornamenachname nomcomplet nometprenom nomprenom
        nombrecompleto""".split(),
    "first": "firstname firstnames givenname givennames forename vorname prenom nombre".split(),
    "last": """lastname surname familyname nachname familienname nom nomdefamille apellido
        apellidos""".split(),
    "section": """section sections sectionname group groups gruppe groupe grupo tutorial class
        department abteilung departement""".split(),
    "role": "role roles rolle rollen".split(),
}
_KNOWN: Final = frozenset(word for words in ROLES.values() for word in words)


@dataclass(frozen=True, slots=True)
class Columns:
    """The places of what is known of a student; `ids` are all that could tell students apart."""

    id: int
    ids: tuple[int, ...] = ()
    full: int | None = None
    first: int | None = None
    last: int | None = None
    section: int | None = None
    email: int | None = None
    role: int | None = None
    canvas: bool = False


def key(header: str) -> str:
    """Reduce a header to its letters and digits, without case and accents."""
    bare = unicodedata.normalize("NFKD", header.casefold())
    return "".join(filter(str.isalnum, bare))


def known(header: str) -> bool:
    """Tell whether a header is one of the usual ones."""
    return key(header) in _KNOWN


def find_columns(table: Table, id_column: str | None) -> Columns:
    """Tell what the columns hold from the first row; SpecError if none holds the ids."""
    keys = [key(cell) for cell in table.rows[0].cells]
    ids = tuple(_places(keys, "id"))
    found = {role: next(_places(keys, role), None) for role in ROLES if role != "id"}
    if found["last"] is None and found["first"] is not None:  # as in `Name;Vorname`, `Nom;Prénom`
        found["last"], found["full"] = found["full"], None
    if found["full"] is None and found["first"] is None:  # `Nom` alone is the whole name
        found["full"], found["last"] = found["last"], None
    chosen = _named(table, id_column) if id_column else _best(table, ids)
    canvas = "student" in keys and not {"id", "sisuserid", "sisloginid"}.isdisjoint(keys)
    return Columns(chosen, ids, canvas=canvas, **found)


def other_id(table: Table, row: Row, columns: Columns) -> str:
    """Name a column that has an id where the one in use has none, as the end of a hint."""
    others = [table.rows[0].cell(place) for place in columns.ids if row.cell(place)]
    return f', or take another column: `--id-column "{others[0]}"`' if others else ""


def _places(keys: Sequence[str], role: str) -> Iterator[int]:
    return (place for word in ROLES[role] for place, found in enumerate(keys) if found == word)


def _best(table: Table, ids: Sequence[int]) -> int:
    """Take the first column of ids that is not empty all the way down."""
    header, *rows = table.rows
    filled = [place for place in ids if any(row.cell(place) for row in rows)] or list(ids)
    if not filled:
        message = f"no column holds ids; there are {_listed(header)}"
        hint = "call one of them `id`, or say which it is: `--id-column NAME`"
        raise SpecError(Complaint(table.mark(header, 0), message, hint))
    return _only(table, filled[0], filled)


def _named(table: Table, name: str) -> int:
    """Find the column that the user names."""
    header = table.rows[0]
    exact = [place for place in range(len(header.cells)) if header.cell(place) == name.strip()]
    alike = [place for place, cell in enumerate(header.cells) if key(cell) == key(name) != ""]
    found = exact or alike
    if not found:
        message = f"there is no column {short(name)}; there are {_listed(header)}"
        raise SpecError(Complaint(table.mark(header, 0), message, _nearest(name, header)))
    return _only(table, found[0], found)


def _only(table: Table, place: int, candidates: Sequence[int]) -> int:
    """Refuse two columns of one name: they may differ."""
    header = table.rows[0]
    same = [p for p in candidates if key(header.cell(p)) == key(header.cell(place))]
    if len(same) > 1:
        message = f"two columns are called {short(header.cell(place))}"
        hint = "rename one, so that it is clear which holds the ids"
        raise SpecError(Complaint(table.mark(header, same[1]), message, hint))
    return place


def _listed(header: Row) -> str:
    names = [short(cell) for cell in header.cells if cell.strip()]
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return ", ".join(names[:LISTED]) + more


def _nearest(name: str, header: Row) -> str:
    words = {cell.strip().casefold(): cell for cell in header.cells if cell.strip()}
    close = get_close_matches(name[:LONGEST_WORD].casefold(), list(words), n=1, cutoff=0.6)
    return f"did you mean {short(words[close[0]])}?" if close else "take one of these names"
