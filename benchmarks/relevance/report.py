"""What was measured -> the figures with bars, a table for people, and a report for a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from benchmarks.relevance.measure import BASELINES, LUCENE, PRODUCT, SASTRAWI, SetResult
from benchmarks.relevance.metrics import Interval, Ranks, Values, bootstrap, mrr, ndcg, recall
from benchmarks.relevance.sets import LAMPUNG

METRICS = {"ndcg@10": ndcg, "mrr@10": mrr, "recall@100": recall}


class Comparison:
    """The product's nDCG@10 beside a baseline's: an interval a set, and one of the mean of sets."""

    def __init__(self, results: Sequence[SetResult], baseline: str) -> None:
        pairs = [(ndcg(result.sides[PRODUCT]), ndcg(result.sides[baseline])) for result in results]
        of_sets, self.mean = bootstrap(pairs)
        self.of_sets = {result.name: interval for result, interval in zip(results, of_sets, strict=True)}


def figures(results: Sequence[SetResult], related: Interval | None) -> dict[str, float | None]:
    """The figures by name; None where one could not be measured."""
    found: dict[str, float | None] = {}
    sastrawi = Comparison(results, SASTRAWI)
    found["ndcg_vs_sastrawi"] = sastrawi.mean.ratio
    found["ndcg_vs_sastrawi_least_set"] = min(interval.ratio for interval in sastrawi.of_sets.values())
    found["ndcg_vs_lucene"] = found["ndcg_vs_lucene_lampung_low"] = None
    if _has(results, LUCENE):
        lucene = Comparison(results, LUCENE)
        found["ndcg_vs_lucene"] = lucene.mean.ratio
        found["ndcg_vs_lucene_lampung_low"] = min(lucene.of_sets[name].low for name in LAMPUNG)
    deep = {side: _mean([recall(result.sides[side]) for result in results]) for side in (PRODUCT, SASTRAWI)}
    found["recall_vs_sastrawi"] = deep[PRODUCT] / deep[SASTRAWI]
    for kind in results[0].variants:
        found[f"{kind}_share"] = share(results, kind)
    found["related_vs_more_like_this"] = related and related.ratio
    found["harmed"] = float(np.concatenate([harmed(result) for result in results]).mean())
    found["no_hit"] = sum(result.no_hits for result in results) / sum(len(result.questions) for result in results)
    for result in results:
        found[f"ndcg {result.name}"] = float(ndcg(result.sides[PRODUCT]).mean())
    found["ndcg mean of sets"] = _mean([ndcg(result.sides[PRODUCT]) for result in results])
    return found


def share(results: Sequence[SetResult], kind: str) -> float | None:
    """What questions put otherwise keep of the clean questions' nDCG@10, all sets' questions together; None where no
    question gives occasion."""
    clean = [ndcg(result.sides[PRODUCT])[result.variants[kind].at] for result in results]
    otherwise = [ndcg(result.variants[kind].ranks) for result in results]
    whole = float(np.concatenate(clean).sum())
    return float(np.concatenate(otherwise).sum()) / whole if whole else None


def harmed(result: SetResult) -> Values:
    """1.0 for each question that fares worse than when it is taken as it was typed."""
    return (ndcg(result.sides[PRODUCT]) < ndcg(result.literal) - 1e-12).astype(np.float64)


def of_set(result: SetResult) -> dict[str, Any]:
    """One set's numbers, for the report."""
    return {
        "questions": len(result.questions),
        "left_out": result.left_out,
        "relevant_folded": result.folded,
        "no_hit": result.no_hits,
        "harmed": int(harmed(result).sum()),
        "sides": {side: _scores(ranks) for side, ranks in result.sides.items()},
        "ratios": {
            side: [round(number, 4) for number in Comparison([result], side).mean]
            for side in result.sides
            if side != PRODUCT
        },
        "variants": {
            kind: {"questions": variant.at.size, "share": _rounded(share([result], kind))}
            for kind, variant in result.variants.items()
        },
    }


def report(
    results: Sequence[SetResult], related: Mapping[str, float], rows: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Everything, fit for JSON."""
    means = {
        side: {name: _rounded(_mean([of(result.sides[side]) for result in results])) for name, of in METRICS.items()}
        for side in (PRODUCT, *BASELINES)
        if _has(results, side)
    }
    ratios = {
        side: [round(number, 4) for number in Comparison(results, side).mean] for side in means if side != PRODUCT
    }
    return {
        "figures": list(rows),
        "mean_of_sets": {"sides": means, "ratios": ratios},
        "sets": {result.name: of_set(result) for result in results},
        "related": dict(related),
    }


def table(told: Mapping[str, Any]) -> str:
    """The report as Markdown: scores, the product's ratio to each baseline with its 95 % interval, and variants."""
    lines = ["| set | side | nDCG@10 | MRR@10 | recall@100 | product / side |", "|---|---|---|---|---|---|"]
    for name, numbers in {**told["sets"], "mean of sets": told["mean_of_sets"]}.items():
        head = f"{name} ({numbers['questions']})" if "questions" in numbers else name
        for side, scores in numbers["sides"].items():
            ratio = numbers["ratios"].get(side)
            beside = f"{ratio[0]:.3f} ({ratio[1]:.3f} to {ratio[2]:.3f})" if ratio else ""
            values = " | ".join(f"{scores[metric]:.4f}" for metric in METRICS)
            lines.append(f"| {head} | {side} | {values} | {beside} |")
    kinds = list(next(iter(told["sets"].values()))["variants"])
    lines += ["", f"| set | {' | '.join(kinds)} | harmed | no hit |", "|---" * (len(kinds) + 3) + "|"]
    for name, numbers in told["sets"].items():
        variants = (numbers["variants"][kind] for kind in kinds)
        shares = " | ".join(f"{_plain(variant['share'])} of {variant['questions']}" for variant in variants)
        lines.append(f"| {name} | {shares} | {numbers['harmed']} | {numbers['no_hit']} |")
    return "\n".join(lines)


def _scores(ranks: Ranks) -> dict[str, float]:
    return {name: round(float(of(ranks).mean()), 4) for name, of in METRICS.items()}


def _has(results: Sequence[SetResult], side: str) -> bool:
    return all(side in result.sides for result in results)


def _mean(of_sets: Sequence[Values]) -> float:
    return float(np.mean([values.mean() for values in of_sets]))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _plain(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
