"""What Kibana 9.5 takes, as JSON Schema: every object closed, as its own are.

Written after the published description of its interface, as far as objects here go; what is not in it is
refused, so a new kind of panel is a reviewed change.
"""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NAME: Schema = {"type": "string", "minLength": 1}
FLAG: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}
ID: Schema = {"type": "string", "pattern": "^[a-z0-9_-]+$"}


def closed(required: dict[str, Schema], **optional: Schema) -> Schema:
    """An object with these keys and no others."""
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": list(required),
        "additionalProperties": False,
    }


def one_of(*words: Any) -> Schema:
    return {"enum": list(words)}


def many(item: Schema, most: int, least: int = 0) -> Schema:
    return {"type": "array", "items": item, "maxItems": most, "minItems": least}


def by_word(key: str, forms: dict[str, Schema]) -> Schema:
    """One of several forms, told apart by a word; that way an error is of the form that was meant."""
    return {
        "type": "object",
        "required": [key],
        "properties": {key: one_of(*forms)},
        "allOf": [
            {"if": {"properties": {key: {"const": word}}, "required": [key]}, "then": form}
            for word, form in forms.items()
        ],
    }


TIME = closed({"from": NAME, "to": NAME}, mode=one_of("absolute", "relative"))
QUERY = closed({"expression": TEXT, "language": one_of("kql", "lucene")})
PANEL_QUERY = closed({"expression": TEXT}, language=one_of("kql", "lucene"))
FORMAT = by_word(
    "type",
    {
        **{
            word: closed({"type": {}}, decimals=COUNT, suffix=TEXT, compact=FLAG)
            for word in ("number", "percent", "bytes", "bits")
        },
        "duration": closed({"type": {}}, **{"from": TEXT, "to": TEXT}),
        "custom": closed({"type": {}, "pattern": TEXT}),
    },
)
VIEW = closed({"type": {"const": "data_view_reference"}, "ref_id": NAME})

_METRIC = {
    "label": TEXT,
    "format": FORMAT,
    "filter": PANEL_QUERY,
    "time_shift": NAME,
    "reduced_time_range": NAME,
    "time_scale": one_of("s", "m", "h", "d"),
}


def operations(**more: Schema) -> Schema:
    """A metric operation, with the keys that a chart adds to it."""
    word: dict[str, Schema] = {"operation": {}}
    field = {**word, "field": NAME}
    rest = {**_METRIC, **more}
    plain = ("min", "max", "average", "median", "standard_deviation")
    return by_word(
        "operation",
        {
            "count": closed(word, field=NAME, empty_as_null=FLAG, **rest),
            "unique_count": closed(field, empty_as_null=FLAG, **rest),
            "sum": closed(field, empty_as_null=FLAG, **rest),
            **{name: closed(field, **rest) for name in plain},
            "last_value": closed({**field, "time_field": NAME}, multi_value=FLAG, **rest),
            "percentile": closed(field, percentile={"type": "number"}, **rest),
            "formula": closed({**word, "formula": NAME}, label=TEXT, format=FORMAT, **more),
        },
    )


RANK = by_word(
    "type",
    {
        "metric": closed({"type": {}, "direction": one_of("asc", "desc")}, metric_index=COUNT),
        "alphabetical": closed({"type": {}, "direction": one_of("asc", "desc")}),
        "custom": closed({"type": {}, "operation": NAME, "field": NAME, "direction": one_of("asc", "desc")}),
    },
)


def buckets(**more: Schema) -> Schema:
    """A bucket operation, with the keys that a chart adds to it."""
    return by_word(
        "operation",
        {
            "date_histogram": closed(
                {"operation": {}, "field": NAME},
                label=TEXT,
                suggested_interval=NAME,
                include_empty_rows=FLAG,
                use_original_time_range=FLAG,
                drop_partial_intervals=FLAG,
                **more,
            ),
            "terms": closed(
                {"operation": {}, "fields": many(NAME, 4, 1), "rank_by": RANK},
                limit={"type": "integer", "minimum": 1, "maximum": 1000},
                label=TEXT,
                other_bucket=closed({}, include_documents_without_field=FLAG),
                **more,
            ),
        },
    )


_SHOWN = {"title": TEXT, "description": TEXT, "hide_title": FLAG, "hide_border": FLAG}
_CHART = {**_SHOWN, "time_range": TIME, "query": PANEL_QUERY}
_DATA: dict[str, Schema] = {"sampling": {"type": "number"}, "ignore_global_filters": FLAG}
_COLUMN: dict[str, Schema] = {
    "width": {"type": "number"},
    "alignment": one_of("left", "right", "center"),
    "visible": FLAG,
}
_AXIS = closed({}, title=closed({}, text=TEXT, visible=FLAG), scale=NAME)
_LEGEND = closed(
    {}, visibility=one_of("auto", "visible", "hidden"), position=one_of("top", "bottom", "left", "right")
)
_SERIES = [
    f"{kind}{form}" for kind in ("area", "bar", "bar_horizontal") for form in ("", "_stacked", "_percentage")
]
LAYER = closed(
    {
        "type": one_of("line", *_SERIES),
        "data_source": VIEW,
        "y": many(operations(axis=one_of("y", "y2")), 100, 1),
    },
    x=buckets(),
    breakdown_by=buckets(),
    **_DATA,
)
METRIC = operations(type=one_of("primary", "secondary"), subtitle=TEXT)
CHARTS = by_word(
    "type",
    {
        "metric": closed(
            {
                "type": {},
                "data_source": VIEW,
                "metrics": many({**METRIC, "required": ["operation", "type"]}, 2, 1),
            },
            **_CHART,
            **_DATA,
        ),
        "xy": closed(
            {"type": {}, "layers": many(LAYER, 100, 1)},
            axis=closed({}, x=_AXIS, y=_AXIS, y2=_AXIS),
            legend=_LEGEND,
            **_CHART,
        ),
        "data_table": closed(
            {"type": {}, "data_source": VIEW, "metrics": many(operations(**_COLUMN), 1000, 1)},
            rows=many(buckets(**_COLUMN), 50),
            styling=closed(
                {},
                paging=one_of(10, 20, 30, 50, 100),
                density=closed({}, mode=one_of("compact", "default", "expanded")),
            ),
            **_CHART,
            **_DATA,
        ),
        "pie": closed(
            {"type": {}, "data_source": VIEW, "metrics": many(operations(), 10, 1)},
            group_by=many(buckets(), 3),
            legend=_LEGEND,
            styling=closed(
                {},
                donut_hole=one_of("none", "s", "m", "l"),
                labels=closed({}, visible=FLAG, position=one_of("inside", "outside")),
            ),
            **_CHART,
            **_DATA,
        ),
        "heatmap": closed(
            {"type": {}, "data_source": VIEW, "metric": operations(), "x": buckets()},
            y=buckets(),
            axis=closed({}, x={**_AXIS, "required": ["scale"]}, y=_AXIS),
            legend=closed({}, visibility=one_of("visible", "hidden"), position=NAME),
            styling=closed({}, cells=closed({}, labels=closed({}, visible=FLAG))),
            **_CHART,
            **_DATA,
        ),
    },
)
TAB = closed(
    {"data_source": VIEW},
    query=QUERY,
    filters=many({"type": "object"}, 100),
    column_order=many(NAME, 100),
    column_settings={"type": "object", "additionalProperties": closed({}, width={"type": "number"})},
    sort=many(closed({"name": NAME, "direction": one_of("asc", "desc")}), 100),
    rows_per_page={"type": "integer", "minimum": 1, "maximum": 10_000},
    sample_size={"type": "integer", "minimum": 10, "maximum": 10_000},
    row_height={"anyOf": [{"const": "auto"}, {"type": "integer", "minimum": 1, "maximum": 20}]},
    density=one_of("compact", "normal", "expanded"),
    view_mode=one_of("documents", "patterns", "aggregated"),
)
CONTROL = closed(
    {"data_view_id": NAME, "field_name": NAME},
    title=TEXT,
    single_select=FLAG,
    exclude=FLAG,
    selected_options=many({}, 100),
    search_technique=one_of("wildcard", "prefix", "exact"),
    use_global_filters=FLAG,
)
GRID = closed(
    {"x": {"type": "integer", "minimum": 0, "maximum": 47}, "y": COUNT},
    w={"type": "integer", "minimum": 1, "maximum": 48},
    h={"type": "integer", "minimum": 1},
)


def _panel(config: Schema) -> Schema:
    return closed({"type": {}, "grid": GRID, "config": config}, id=NAME)


PANEL = by_word(
    "type",
    {
        "vis": _panel(CHARTS),
        "markdown": _panel(
            closed({"content": TEXT, "settings": closed({}, open_links_in_new_tab=FLAG)}, **_SHOWN)
        ),
        "discover_session": _panel(closed({"tabs": many(TAB, 1, 1)}, time_range=TIME, **_SHOWN)),
    },
)
OPTIONS = (
    "auto_apply_filters",
    "hide_panel_titles",
    "hide_panel_borders",
    "use_margins",
    "sync_colors",
    "sync_tooltips",
    "sync_cursor",
)
PLAIN: Schema = {"type": ["string", "number", "boolean"]}
CONDITION = closed(
    {
        "type": {"const": "condition"},
        "condition": by_word(
            "operator",
            {
                "is": closed({"field": NAME, "operator": {}, "value": PLAIN}),
                "is_one_of": closed({"field": NAME, "operator": {}, "value": many({}, 100, 1)}),
                "exists": closed({"field": NAME, "operator": {}}),
            },
        ),
    },
    negate=FLAG,
    disabled=FLAG,
    label=TEXT,
    data_view_id=NAME,
)
DASHBOARD = closed(
    {"title": NAME},
    description=TEXT,
    time_range=TIME,
    refresh_interval=closed({"pause": FLAG, "value": COUNT}),
    query=QUERY,
    filters=many(CONDITION, 500),
    options=closed({}, **dict.fromkeys(OPTIONS, FLAG)),
    tags=many(NAME, 100),
    pinned_panels=many(
        closed(
            {"type": {"const": "options_list_control"}, "config": CONTROL},
            id=NAME,
            width=one_of("small", "medium", "large"),
            grow=FLAG,
        ),
        100,
    ),
    panels=many(PANEL, 100),
)
DATA_VIEW = closed(
    {"title": NAME},
    id=NAME,
    name=NAME,
    timeFieldName=NAME,
    allowNoIndex=FLAG,
    allowHidden=FLAG,
    sourceFilters=many(closed({"value": NAME}), 1000),
    fieldFormats={"type": "object", "additionalProperties": closed({"id": NAME}, params={"type": "object"})},
    fieldAttrs={
        "type": "object",
        "additionalProperties": closed(
            {}, customLabel=NAME, customDescription={"type": "string", "maxLength": 300}, count=COUNT
        ),
    },
    runtimeFieldMap={
        "type": "object",
        "additionalProperties": closed({"type": NAME}, script=closed({"source": NAME})),
    },
)
SESSION_FILE = closed({"title": NAME, "tabs": many(TAB, 1, 1)}, description=TEXT, time_range=TIME)
"""A saved search as a file here has it: Kibana has no interface for it before 9.6."""
SESSION = closed(
    {"title": NAME, "kibanaSavedObjectMeta": closed({"searchSourceJSON": NAME})},
    description=TEXT,
    columns=many(NAME, 1000),
    sort=many(
        {"type": "array", "prefixItems": [NAME, one_of("asc", "desc")], "minItems": 2, "maxItems": 2}, 100
    ),
    grid=closed({}, columns={"type": "object", "additionalProperties": closed({}, width={"type": "number"})}),
    hideChart=FLAG,
    isTextBasedQuery=FLAG,
    timeRestore=FLAG,
    timeRange=TIME,
    rowHeight={"type": "integer"},
    rowsPerPage={"type": "integer"},
)
"""The attributes of a line of an import, flat, as they are up to version 10.12 of their form."""


def find_fault(schema: Schema, value: object) -> str:
    """Say what is wrong with a value, with its path as Kibana writes it, or give an empty string."""
    errors = sorted(Draft202012Validator(schema).iter_errors(value), key=lambda error: -len(error.path))
    if not errors:
        return ""
    path = ".".join(map(str, ["body", *errors[0].absolute_path]))
    return f"[request {path}]: {errors[0].message[:300]}"
