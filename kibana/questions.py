"""What a panel asks of Elasticsearch: the searches that Kibana makes of it, to be tried where there is none.

A chart becomes a tree of aggregations (its buckets, then its metrics), a table a search. Queries are in
Lucene and go as they are, as Kibana sends them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kibana.files import KibanaObject

Body = dict[str, Any]
INTERVALS = {1: "1h", 7: "3h", 30: "12h", 90: "1d"}
"""Width of a bar by the days that a chart shows, about as Kibana chooses it for `auto`."""
_DAYS = re.compile(r"now-(\d+)([hdw])$")
_COUNT = re.compile(r"count\(lucene='([^']*)'\)")
_PLAIN = {
    "unique_count": "cardinality",
    "sum": "sum",
    "min": "min",
    "max": "max",
    "average": "avg",
}


@dataclass(frozen=True, slots=True)
class Question:
    """A search that a panel makes, by its id, over one index.

    `buckets` and `metrics` say how its answer is read.
    """

    panel: str
    index: str
    body: Body
    buckets: Sequence[Mapping[str, Any]] = ()
    metrics: Sequence[Mapping[str, Any]] = ()
    chart: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of an answer: the key of each bucket, and a value for each metric, None where there is none."""

    keys: tuple[Any, ...]
    values: tuple[Any, ...]


def list_questions(board: KibanaObject, views: Mapping[str, Body]) -> Iterator[Question]:
    """Give what a dashboard asks: its controls, then its panels; `views` by id."""
    for control in board.body.get("pinned_panels", ()):
        config = control["config"]
        values = {"values": {"terms": {"field": config["field_name"], "size": 10}}}
        view = views[config["data_view_id"]]
        yield Question(control["id"], view["title"], _build_body(view, board.body, aggregations=values))
    for panel in board.body["panels"]:
        config = panel["config"]
        if panel["type"] == "discover_session":
            yield build_table_question(panel["id"], config["tabs"][0], views, board.body)
        elif panel["type"] == "vis":
            for layer in config.get("layers", [config]):
                yield from _build_chart_questions(panel, layer, views, board.body)


def build_table_question(panel: str, tab: Body, views: Mapping[str, Body], around: Body) -> Question:
    """Give the search of a table of documents; `around` is its dashboard or saved search."""
    view = views[tab["data_source"]["ref_id"]]
    sort = [
        {one["name"]: {"order": one["direction"], "unmapped_type": "boolean"}} for one in tab.get("sort", ())
    ]
    body = _build_body(view, around, tab.get("query"))
    body |= {"size": 500, "sort": sort, "fields": [{"field": name} for name in _list_columns(tab, view)]}
    return Question(panel, view["title"], body, chart=tab)


def _list_columns(tab: Body, view: Body) -> list[str]:
    """Give the fields of a table: the time comes first, whatever it names."""
    return list(dict.fromkeys([*filter(None, [view.get("timeFieldName")]), *tab["column_order"]]))


def _build_chart_questions(
    panel: Body, layer: Body, views: Mapping[str, Body], board: Body
) -> Iterator[Question]:
    config, view = panel["config"], views[layer["data_source"]["ref_id"]]
    buckets, metrics = _list_buckets(layer), list_metrics(layer)
    time = config.get("time_range") or board["time_range"]
    around = {**board, "time_range": time}
    for shift in dict.fromkeys(metric.get("time_shift", "") for metric in metrics):
        # Kibana asks once for each shift of time, for the metrics that have it.
        some = [metric for metric in metrics if metric.get("time_shift", "") == shift]
        aggregations = _build_buckets(buckets, some, time)
        body = _build_body(view, around, config.get("query"), aggregations, shift)
        yield Question(panel["id"], view["title"], body, buckets, some, {**config, **layer})


def list_metrics(layer: Body) -> list[Body]:
    """Give the metrics of a chart or of its layer."""
    # The `y` of a heat map is a bucket.
    return [layer["metric"]] if "metric" in layer else list(layer.get("metrics") or layer["y"])


def _list_buckets(layer: Body) -> list[Body]:
    ordered = ("breakdown_by", "x", "y") if layer.get("type") == "heatmap" else ("breakdown_by", "x")
    found = [layer[name] for name in ordered if isinstance(layer.get(name), dict)]
    return found or list(layer.get("rows") or layer.get("group_by") or ())


def _build_body(
    view: Body,
    around: Body,
    query: Mapping[str, str] | None = None,
    aggregations: Body | None = None,
    shift: str = "",
) -> Body:
    wanted = [one for one in (around.get("query"), query) if one and one["expression"]]
    conditions = [_build_query(one["expression"]) for one in wanted]
    time = around.get("time_range")
    if time and "timeFieldName" in view:
        back = f"-{shift}" if shift else ""
        limits = {"gte": f"{time['from']}{back}", "lte": f"{time['to']}{back}"}
        conditions.append({"range": {view["timeFieldName"]: limits}})
    filters = list(around.get("filters", ()))
    chosen: Body = {
        "filter": conditions + [_build_filter(one) for one in filters if not one.get("negate")],
        "must_not": [_build_filter(one) for one in filters if one.get("negate")],
    }
    body: Body = {"size": 0, "query": {"bool": chosen}}
    if view.get("runtimeFieldMap"):
        body["runtime_mappings"] = view["runtimeFieldMap"]
    return {**body, "aggs": aggregations} if aggregations else body


def _build_filter(one: Body) -> Body:
    condition = one["condition"]
    if condition["operator"] == "exists":
        return {"exists": {"field": condition["field"]}}
    if condition["operator"] == "is_one_of":
        return {"terms": {condition["field"]: condition["value"]}}
    return {"match_phrase": {condition["field"]: condition["value"]}}


def _build_query(expression: str) -> Body:
    return {"query_string": {"query": expression, "analyze_wildcard": True}}


def _build_buckets(buckets: Sequence[Body], metrics: Sequence[Body], time: Mapping[str, str]) -> Body:
    if not buckets:
        return {name: agg for n, one in enumerate(metrics) for name, agg in _build_metric(n, one).items()}
    first, inner = buckets[0], _build_buckets(buckets[1:], metrics, time)
    if first["operation"] == "date_histogram":
        every = first.get("suggested_interval", "auto")
        every = _choose_interval(time["from"]) if every == "auto" else every
        kind = "calendar_interval" if every in ("1d", "1w", "1M") else "fixed_interval"
        bucket: Body = {"date_histogram": {"field": first["field"], kind: every, "min_doc_count": 1}}
    else:
        order, more = _build_order(first["rank_by"], metrics)
        bucket = {"terms": {"field": first["fields"][0], "size": first.get("limit", 5), "order": order}}
        # An order needs its metric in this very bucket, not only in those inside.
        inner = {**inner, **more}
    return {"bucket": {**bucket, **({"aggs": inner} if inner else {})}}


def _build_order(rank: Body, metrics: Sequence[Body]) -> tuple[Body, Body]:
    if rank["type"] == "alphabetical":
        return {"_key": rank["direction"]}, {}
    if rank["type"] == "custom":
        own = {"rank": {_PLAIN[rank["operation"]]: {"field": rank["field"]}}}
        return {"rank": rank["direction"]}, own
    metric = metrics[rank.get("metric_index", 0)]
    if metric["operation"] == "count":
        return {"_count": rank["direction"]}, {}
    return {"rank": rank["direction"]}, {"rank": _build_metric(0, metric)["m0"]}


def _build_metric(number: int, metric: Body) -> Body:
    name, kind = f"m{number}", metric["operation"]
    if kind == "count":
        return {}
    if kind == "formula":
        parts = enumerate(_COUNT.findall(metric["formula"]))
        return {f"{name}_{n}": {"filter": _build_query(expression)} for n, expression in parts}
    if kind in ("median", "percentile"):
        percents = [metric.get("percentile", 95) if kind == "percentile" else 50]
        return {name: {"percentiles": {"field": metric["field"], "percents": percents}}}
    if kind == "last_value":
        latest = {metric["time_field"]: {"order": "desc"}}
        hits = {"size": 1, "sort": [latest], "_source": False, "fields": [metric["field"]]}
        return {name: {"top_hits": hits}}
    return {name: {_PLAIN[kind]: {"field": metric["field"]}}}


def _choose_interval(since: str) -> str:
    found = _DAYS.match(since)
    days = int(found[1]) * {"h": 1 / 24, "d": 1, "w": 7}[found[2]] if found else 365
    return next((width for most, width in INTERVALS.items() if days <= most), "1d")


def read_rows(question: Question, answer: Mapping[str, Any]) -> list[Row]:
    """Give the rows of an answer to a chart's question."""
    total = answer["hits"]["total"]["value"]
    node = {"doc_count": total, **(answer.get("aggregations") or {})}
    return list(_walk_buckets(node, len(question.buckets), question.metrics, ()))


def _walk_buckets(
    node: Mapping[str, Any], depth: int, metrics: Sequence[Mapping[str, Any]], keys: tuple[Any, ...]
) -> Iterator[Row]:
    if depth == 0:
        yield Row(keys, tuple(_read_metric(node, n, metric) for n, metric in enumerate(metrics)))
        return
    for bucket in node["bucket"]["buckets"]:
        yield from _walk_buckets(bucket, depth - 1, metrics, (*keys, bucket["key"]))


def _read_metric(node: Mapping[str, Any], number: int, metric: Mapping[str, Any]) -> Any:
    name, kind = f"m{number}", metric["operation"]
    if kind == "count":
        return node["doc_count"]
    if kind == "formula":
        top, bottom = (node[f"{name}_{n}"]["doc_count"] for n in range(2))
        return top / bottom if bottom else None
    if kind in ("median", "percentile"):
        return next(iter(node[name]["values"].values()))
    if kind == "last_value":
        hits = node[name]["hits"]["hits"]
        return hits[0]["fields"].get(metric["field"], [None])[0] if hits else None
    return node[name]["value"]
