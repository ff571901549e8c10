"""What is installed with the package: bounds that can be tested, licences that bind nobody."""

import re
from importlib.metadata import metadata, requires

import pytest
from packaging.requirements import Requirement

DISTRIBUTION = "textkit-zwgk"
_COPYLEFT = re.compile(r"\b[AL]?GPL|GNU (?:Affero |Lesser |Library )?General Public", re.IGNORECASE)
_LICENCE = "License :: "


def needed(name, extras=("",)):
    """Requirements of a distribution that hold on this system."""
    for line in requires(name) or ():
        requirement = Requirement(line)
        if requirement.marker is None or any(requirement.marker.evaluate({"extra": one}) for one in extras):
            yield requirement


def installed_for_users():
    """Names of all distributions that the base installation brings, this one left out."""
    found = {}
    open_ = list(needed(DISTRIBUTION))
    while open_:
        requirement = open_.pop()
        key = (requirement.name.lower(), *sorted(requirement.extras))
        if key not in found:
            found[key] = requirement.name
            open_ += needed(requirement.name, ("", *requirement.extras))
    return sorted(set(found.values()))


def stated_licences(fields):
    """Licences as the metadata state them, most exact first: expression, classifiers, first line of the text."""
    if expression := fields.get("License-Expression"):
        return [expression]
    classifiers = [one for one in fields.get_all("Classifier", []) if one.startswith(_LICENCE)]
    text = (fields.get("License") or "").strip().splitlines()[:1]
    return classifiers or text


def binds_users(licence):
    """Whether a licence is of the GPL family and leaves no other choice; brackets are not taken apart."""
    choices = [licence] if "(" in licence else licence.split(" OR ")
    return all(_COPYLEFT.search(choice) for choice in choices)


@pytest.mark.parametrize(
    "licence",
    [
        "GPL-3.0-or-later",
        "AGPL-3.0-only",
        "LGPL-2.1-only",
        "MIT AND GPL-2.0-only",
        "(MIT OR Apache-2.0) AND GPL-2.0-only",
        "GPL-2.0-only OR LGPL-2.1-only",
        "License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)",
        "License :: OSI Approved :: GNU Affero General Public License v3",
    ],
)
def test_copyleft_is_seen(licence):
    assert binds_users(licence)


@pytest.mark.parametrize(
    "licence",
    [
        "MIT",
        "BSD-3-Clause, Apache-2.0",
        "MPL-2.0 AND MIT",
        "MIT OR GPL-2.0-only",
        "License :: OSI Approved :: BSD License",
    ],
)
def test_free_choice_is_seen(licence):
    assert not binds_users(licence)


def test_dependencies_of_dependencies_are_looked_at():
    assert {"pandas", "python-dateutil", "pypdfium2"} <= set(installed_for_users())


@pytest.mark.parametrize("name", installed_for_users())
def test_licence_of_what_users_get(name):
    licences = stated_licences(metadata(name))
    assert licences, f"{name} states no licence"
    assert [licence for licence in licences if binds_users(licence)] == []


@pytest.mark.parametrize("requirement", list(needed(DISTRIBUTION)), ids=lambda one: one.name)
def test_dependency_has_a_lowest_version_and_no_other_bound(requirement):
    assert [bound.operator for bound in requirement.specifier] == [">="]
