"""Links Airflow's page to Kibana, when AZVN_KIBANA_URL names one."""

from __future__ import annotations

from airflow.plugins_manager import AirflowPlugin

from pipeline.config.settings import get_settings

URL = get_settings().kibana_url


class KibanaLink(AirflowPlugin):
    """An entry "Kibana" in the navigation."""

    name = "kibana_link"
    external_views = [{"name": "Kibana", "href": URL, "destination": "nav"}] if URL else []
