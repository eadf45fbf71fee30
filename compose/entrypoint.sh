#!/usr/bin/env bash
# Runs before the entrypoint of Airflow's image.
set -euo pipefail

# A container named redis is there only when the profile celery is on: then tasks go to the workers.
if [ -z "${AIRFLOW__CORE__EXECUTOR:-}" ]; then
    AIRFLOW__CORE__EXECUTOR=LocalExecutor
    if getent hosts redis > /dev/null; then AIRFLOW__CORE__EXECUTOR=CeleryExecutor; fi
    export AIRFLOW__CORE__EXECUTOR
fi

# The login of Airflow's page; only the container that serves the page is given the password.
if [ -n "${AIRFLOW_PASSWORD:-}" ]; then
    umask 077
    printf '{"admin": "%s"}\n' "$AIRFLOW_PASSWORD" > "$AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"
    unset AIRFLOW_PASSWORD
    umask 022
fi

exec "${AIRFLOW_IMAGE_ENTRYPOINT:-/entrypoint}" "$@"
