"""Class lists as platforms export them, and how tests have them read."""

from __future__ import annotations

from pathlib import Path

import pytest

from solver.build.roster import Roster, read_roster
from solver.errors import SpecError

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Quiz 1 (875),"Lab; one, two (876)",Final Score
,,,,,Manual Posting,,
    Points Possible,,,,,10,20,(read only)
"Doe, Jane",101,00123,jdoe@example.edu,"Sec A and Sec B",9,,90
"Müller, Änne",102,00124,amueller@example.edu,Sec A,7,3,50
"Student, Test",103,,9f8e7d6c,Sec A,,,
"""
MOODLE = """\
\ufeff"First name",Surname,Username,"ID number","Email address",Department
Jane,Doe,jdoe,00123,jane@example.edu,Physics
"""
GERMAN = """\
Vorname;Nachname;Anmeldename;Matrikel-Nr.;E-Mail-Adresse;Gruppe\r
Jürgen;Größe;jg;0042;jg@example.de;2\r
"""
FRENCH = """\
Nom\tPrénom\tNuméro d’étudiant\tAdresse de courriel\tGroupe
Lefèvre\tZoé\t0077\tzoe@example.fr\tB
"""
GRADESCOPE = """\
Name,SID,Email,Role
Jane Doe,00123,jane@example.edu,Student
Ina Ott,9001,ina@example.edu,Instructor
Tom Ash,9002,tom@example.edu,TA
"""
SPLIT = """\
First Name,Last Name,SID,Email,Sections
Jane,Doe,00123,jane@example.edu,"A, B"
"""


def read_in(folder: Path, content: str | bytes, id_column: str | None = None) -> Roster:
    """Read a class list from a file in a folder."""
    path = folder / "class.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_roster(path, id_column)


def refused_in(folder: Path, content: str | bytes, id_column: str | None = None) -> list[str]:
    """Read what is refused: the complaints, without the folder."""
    with pytest.raises(SpecError) as caught:
        read_in(folder, content, id_column)
    return [str(c).replace(f"{folder}/", "") for c in caught.value.complaints]
