"""What a number counts, and of which whole, time and place it is.

1. Each number gets the words of its clause (``_clauses``): those before it, those behind it, and
   the clause before where its own only counts (共计12件).
2. The word nearest to the number that a rule of ``indicators.toml`` accepts gives the indicator; a
   bare verb (答复12件) is understood by what the sentence, the one before or the section speaks of.
3. Words of ``linking.toml`` give channel, scope, period and change; 其中 and its like open the
   parts of a whole.
4. Statements of zero (未收到…申请) are added (``_zeros``).

What each link rests on is kept in ``Quantity.links``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from textkit.quantities._changes import about_of, comparison_of, is_share, unchanged
from textkit.quantities._clauses import Item, find_items
from textkit.quantities._counted import indicator_of
from textkit.quantities._cues import last_before
from textkit.quantities._finding import Scanned
from textkit.quantities._names import channel_of, each_of, object_of, period_at, period_of, scope_of
from textkit.quantities._sentence import COUNTED, Context, LinkedSentence
from textkit.quantities._wholes import gather, settle_whole, share_out, whole_of
from textkit.quantities._zeros import find_zeros
from textkit.report import Link, Quantity, Reading
from textkit.statute.indicators import indicator

__all__ = ["Context", "link"]


def _link_numbers(sentence: LinkedSentence) -> list[Quantity]:
    """The numbers of a sentence, each linked with those before it at hand."""
    items = find_items(sentence.scanned)
    for item, (_, _, quantity) in zip(items, sentence.scanned.found, strict=True):
        sentence.done.append(_linked(sentence, item, quantity))
        sentence.places.append((item.at, item.end))
        sentence.brackets.append(item.bracket)
        gather(sentence, item)
    share_out(sentence, items)
    return sentence.done


def _linked(sentence: LinkedSentence, item: Item, quantity: Quantity) -> Quantity:
    found: list[Link] = []
    is_detail = False
    is_counted = quantity.kind in COUNTED
    period = period_of(sentence, item, found) if is_counted else None
    change = comparison_of(sentence, item, quantity, found)
    about = about_of(sentence, item, quantity, change)
    whole = whole_of(sentence, item, quantity) if is_counted and not change else None
    id: str | None
    if change:
        id = "yoy"
    elif quantity.kind == "percent" and is_share(sentence, item):
        id = "share"
        found.append(sentence.told("indicator", id, item.start, item.at, "share before the number"))
    else:
        id, is_detail = indicator_of(sentence, item, quantity, whole, period, found)
    if is_counted and not change:
        whole = settle_whole(sentence, item, quantity, id, whole)
        change = unchanged(sentence, item, found)
    scope = scope_of(sentence, item, id, whole, found) if is_counted and id != "yoy" else None
    name, channel = object_of(sentence, item, found), channel_of(sentence, item, id, found)
    return replace(
        quantity,
        indicator=id,
        object=name,
        channel=channel,
        scope=scope,
        period=period,
        comparison=change,
        whole=(whole.start, whole.end) if whole else None,
        about=(about.start, about.end) if about else None,
        each=each_of(item),
        readings=() if is_detail else _readings(id),
        links=tuple(found),
    )


def _linked_zero(sentence: LinkedSentence, at: int, zero: Quantity) -> Quantity:
    """A statement of zero with its time and place."""
    found: list[Link] = []
    period, cue = period_at(sentence, at, found), last_before(sentence.scopes, at)
    if cue:
        found.append(sentence.told("scope", cue.id, cue.start, cue.end, "word of place"))
    return replace(zero, period=period, scope=cue.id if cue else None, links=(*zero.links, *found))


@cache
def _readings(id: str | None) -> tuple[Reading, ...]:
    if id is None:
        return ()
    return tuple(Reading(one.name, one.cells, one.strength) for one in indicator(id).readings)


def link(scanned: Scanned, context: Context) -> tuple[tuple[Quantity, ...], Context]:
    """The quantities of a sentence with what they are linked to, and what the next sentence takes over."""
    zeros = find_zeros(scanned)
    if not scanned.found and not zeros:
        return (), replace(context, topic=None, whole=None) if context.topic or context.whole else context
    sentence = LinkedSentence(scanned, context)
    linked = _link_numbers(sentence)
    stated = [_linked_zero(sentence, start, quantity) for start, _, quantity in zeros]
    if not linked:
        return tuple(stated), context
    topic = sentence.topics[-1].id if sentence.topics else None
    result = tuple(sorted((*linked, *stated), key=lambda one: one.start)) if stated else tuple(linked)
    return result, replace(context, topic=topic, whole=_leading(linked))


def _leading(linked: Sequence[Quantity]) -> Quantity | None:
    """The quantity that 其中 at the head of the next sentence would go into parts."""
    wholes = [one for one in linked if one.whole is None and one.kind in COUNTED and one.indicator != "yoy"]
    return wholes[-1] if wholes else None
