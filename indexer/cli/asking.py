"""Commands that ask and show: search, related, analyze, inspect."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from indexer.cli.explaining import tell_explained, tell_understood
from indexer.cli.tell import end_with, format_option, index_option, json_option, print_json
from indexer.report import Report, place
from indexer.sources import read
from indexer.sources.rows import BadRow, RawRow, Reject
from indexer.understand import understand
from search import parameters, snippets
from search.analysis import rules, terms
from search.answer_json import answer_dict, explain_dict, plain, related_rows, similar_rows, thread_dict
from search.article_bytes import body_of
from search.article_json import to_dict
from search.ask import Answer
from search.desk.pinned import ask_with_pins
from search.desk.pins import Desk
from search.errors import NotFound
from search.model import WIB, Article, Facet
from search.related import Limits, Same, When
from search.related import related as related_to
from search.settings import Settings
from search.threads import Thread, thread


@click.command()
@click.argument("text", default="")
@click.option("--instansi", multiple=True, metavar="X", help="Agency, by id or name; may be given again.")
@click.option("--wilayah", multiple=True, metavar="X", help="Region, by code or name; may be given again.")
@click.option("--dari", metavar="D", help="First day (10/12/2025, Desember 2025, 2025, kemarin ...).")
@click.option("--sampai", metavar="D", help="Last day, inclusive.")
@click.option("--urut", metavar="ORDER", help="relevan, terbaru or terlama.")
@click.option("--menurut", metavar="DAY", help="terbit (day of publication) or kejadian (day of the event).")
@click.option("--judul", is_flag=True, help="Look in titles only.")
@click.option("--semua", is_flag=True, help="Count articles, not folded stories.")
@click.option(
    "--tanpa",
    multiple=True,
    metavar="HELP",
    help="What not to do to the question: ejaan, perluasan, wilayah, instansi, tanggal.",
)
@click.option("--hal", metavar="N", help="Page.")
@click.option("--per-hal", metavar="N", help="Hits a page, at most 50.")
@click.option(
    "--explain", is_flag=True, help="Show how the question was searched, and why each hit stands where it does."
)
@json_option
@index_option
def search(
    text: str,
    instansi: Sequence[str],
    wilayah: Sequence[str],
    dari: str | None,
    sampai: str | None,
    urut: str | None,
    menurut: str | None,
    judul: bool,
    semua: bool,
    tanpa: Sequence[str],
    hal: str | None,
    per_hal: str | None,
    explain: bool,
    as_json: bool,
    settings: Settings,
) -> None:
    """Search for TEXT: plain words, "a phrase", -without.

    Example: telusur search "banjir pesawaran" --wilayah Pesawaran --dari 2025 --json
    """
    started = time.perf_counter()
    single = {
        "dari": dari,
        "sampai": sampai,
        "urut": urut,
        "menurut": menurut,
        "hal": hal,
        "per_hal": per_hal,
    }
    given = {"q": [text], "instansi": list(instansi), "wilayah": list(wilayah), "tanpa": list(tanpa)}
    given |= {name: [value] for name, value in single.items() if value is not None}
    given |= {"judul": ["1"]} if judul else {}
    given |= {"kabar": ["semua"]} if semua else {}
    reading = parameters.read(given, datetime.now(WIB).date())
    rules = Desk(settings.desk).rules(reading.today)
    with settings.backend().reader() as published:
        engine = published.without(rules.hidden)
        answer = ask_with_pins(engine, reading.query, reading.today, rules)
        row = plain(answer_dict(answer, reading, 0.0))
        if explain:
            row["explain"] = explain_dict(engine, answer, len(rules.hidden))
    row["took_ms"] = round((time.perf_counter() - started) * 1000, 3)
    if as_json:
        print_json(row)
        return
    _show(answer)
    if explain:
        tell_explained(row["explain"])


def _show(answer: Answer) -> None:
    results = answer.results
    passages = snippets.Finder(answer.query).passages([body_of(hit.shown) for hit in results.hits])
    click.echo(
        f"{results.total:,} articles" + (f", {len(answer.full)} with most of the words" if answer.relaxed else "")
    )
    tell_understood(answer)
    before = (answer.query.page - 1) * answer.query.per_page
    for n, (hit, passage) in enumerate(zip(results.hits, passages, strict=True), before + 1):
        article = hit.shown
        partial = " · some of the words" if answer.is_partial(hit.id) else _pin(answer, hit.id)
        click.echo(f"\n{n:3}. {article.title}\n     {article.published or 'no date'} · {article.id}{partial}")
        click.echo(f"     {passage.text}")
    for facet in results.facets:
        if facet.values or facet.missing:
            click.echo(f"\n{facet.name}: {_counts(facet)}")


def _pin(answer: Answer, id_: str) -> str:
    """Why an editor put a hit first, by whom and until when; "" where none did."""
    pin = answer.pinned.get(id_)
    if pin is None:
        return ""
    by, until = (f" by {pin.by}" if pin.by else ""), (f" until {pin.until}" if pin.until else "")
    return f" · pinned{by}{until}: {pin.why}"


def _counts(facet: Facet) -> str:
    shown = facet.values[-12:] if facet.name == "bulan" else facet.values[:12]
    counts = ", ".join(f"{v.label} {v.count}" for v in shown)
    return " · ".join(part for part in (counts, facet.missing and f"without {facet.missing}") if part)


@click.command()
@click.argument("what", metavar="ID|FILE")
@click.option("--waktu", type=click.Choice([w.value for w in When]), help="Only stories from before or after it.")
@click.option(
    "--sama",
    multiple=True,
    type=click.Choice([s.value for s in Same]),
    help="Only stories of the same wilayah or instansi; may be given again.",
)
@click.option("--thread", "as_thread", is_flag=True, help="The stories of its matter over time instead, oldest first.")
@json_option
@index_option
def related(
    what: str, waktu: str | None, sama: Sequence[str], as_thread: bool, as_json: bool, settings: Settings
) -> None:
    """Stories like an article of the index (ID) or a draft (FILE, - for standard input), with what they share.

    Near-copies, which tell the same in the same words, are listed apart.

    Example: telusur related kabar-2025-0131 --waktu sebelum --sama wilayah
    """
    limits = Limits(When(waktu) if waktu else None, tuple(map(Same, sama)))
    rules = Desk(settings.desk).rules(datetime.now(WIB).date())
    with settings.backend().reader() as published:
        engine = published.without(rules.hidden)
        article = engine.articles([what]).get(what) or _draft(what)
        if as_thread:
            _show_thread(thread(engine, article, datetime.now(WIB).date()), as_json)
            return
        found = related_to(engine, article, limits=limits)
    if as_json:
        body = {"hits": related_rows(found.stories), "similar": similar_rows(found.copies)}
        print_json(plain({"id": article.id, "title": article.title, **body}))
        return
    for hit in found.copies:
        click.echo(f"{hit.article.title}\n  {hit.id} · tells the same in the same words")
    for r in found.stories:
        click.echo(f"{r.hit.article.title}\n  {r.hit.article.id} · in common: {', '.join(r.reasons)}")


def _show_thread(found: Thread, as_json: bool) -> None:
    if as_json:
        print_json(plain(thread_dict(found)))
        return
    gaps = dict(found.gaps)
    for at, story in enumerate(found.stories):
        told = f"{story.hit.article.title}\n  {story.hit.id}" if story.hit else "(this one)"
        click.echo(f"{story.day or 'no date'}  {told}")
        if at in gaps:
            click.echo(f"  {gaps[at]} months without news")


def _draft(what: str) -> Article:
    if what != "-" and not Path(what).is_file():
        raise NotFound(f"{what} is neither the id of an article in the index nor a file. `telusur search` shows ids.")
    for row in read(what):
        if isinstance(row, Reject):
            raise NotFound(f"{place(row.origin, row.line)}: {row.reason}")
        try:
            return understand(row).article
        except BadRow as e:
            raise NotFound(f"{what}: {e}") from e
    raise NotFound(f"{what} holds no article.")


@click.command()
@click.argument("text")
@json_option
@index_option
def analyze(text: str, as_json: bool, settings: Settings) -> None:
    """Show the term that each word of TEXT is searched by, and the rule that gave it.

    Example: telusur analyze "Kejari Pesawaran menyelidiki kerusakan jembatan"
    """
    rows = []
    for token in terms.tokens(text):
        reason = rules.reason(token.exact)
        rule = reason.rule if reason.term == token.term else "override of the whole"
        rows.append({"word": text[token.start : token.end], "exact": token.exact, "term": token.term, "rule": rule})
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['word']:24} {row['term']:24} {row['rule']}")


@click.command()
@click.argument("sources", nargs=-1, required=True)
@format_option
@json_option
@index_option
@click.pass_context
def inspect(
    context: click.Context, sources: Sequence[str], format_: str | None, as_json: bool, settings: Settings
) -> None:
    """Show what is understood of each article in SOURCES, and what was taken out; nothing is indexed.

    Example: telusur inspect berita/2025-12-10.txt
    """
    report, today = Report(), datetime.now(WIB).date()
    for source in sources:
        for row in read(source, format_):
            report.read += 1
            if isinstance(row, Reject):
                reject: Reject | None = row
            else:
                reject = _inspect(row, today, as_json)
            if reject:
                report.reject(reject)
                named = f"{reject.id}: " if reject.id else ""
                click.echo(f"rejected: {place(reject.origin, reject.line)}: {named}{reject.reason}", err=True)
    end_with(report, context)


def _inspect(row: RawRow, today: object, as_json: bool) -> Reject | None:
    try:
        understood = understand(row, today)  # type: ignore[arg-type]
    except BadRow as e:
        return Reject(row.origin, row.line, row.id, str(e))
    article = understood.article
    if as_json:
        print_json(to_dict(article))
        return None
    click.echo(f"{article.id}\n  title      {article.title}\n  published  {article.published or '-'}")
    click.echo(f"  source     {article.source or '-'}\n  link       {article.url or '-'}")
    main = article.main_region
    click.echo(f"  about      {main.name if main else '-'}")
    for label, tags in (("agency", article.agencies), ("region", article.regions)):
        for tag in tags:
            shown = "; ".join(f"{e.field}:{e.start} {e.text!r}" for e in tag.evidence) or "given by the row"
            click.echo(f"  {label:10} {tag.name}  ({shown})")
    for day in article.event_days:
        click.echo(f"  event      {day.day}  ({'; '.join(repr(e.text) for e in day.evidence)})")
    for removed in article.removed:
        click.echo(f"  removed    {removed.kind}: {removed.text[:100]!r}")
    for note in understood.notes:
        click.echo(f"  note       {note}")
    return None
