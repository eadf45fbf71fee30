# The monitor under Airflow. Nothing secret is in it: passwords and addresses come from the environment.
FROM apache/airflow:slim-3.3.2-python3.12

USER root
RUN install -d -o airflow -g root -m 0775 /var/lib/azvn /var/lib/azvn/archive \
    && install -d -o airflow -g root -m 0700 /opt/azvn/keys
USER airflow

# Exactly the packages of the lock, checked by their hashes, and nothing that they ask for beside: the lock is complete. Airflow is among
# them in the version of the image, so it stays as it is.
COPY requirements-image.lock /opt/azvn/
RUN pip install --no-cache-dir --no-deps --require-hashes --requirement /opt/azvn/requirements-image.lock

# Our own files belong to root: what runs cannot change them.
COPY config /opt/azvn/config
COPY pipeline /opt/azvn/pipeline
COPY spiders /opt/azvn/spiders
COPY local /opt/azvn/local
COPY kibana /opt/azvn/kibana
COPY dags /opt/azvn/dags
COPY plugins /opt/azvn/plugins
COPY compose/entrypoint.sh compose/azvn /opt/azvn/bin/

ENV PATH=/opt/azvn/bin:$PATH \
    PYTHONPATH=/opt/azvn:/opt/azvn/dags \
    PYTHONDONTWRITEBYTECODE=1 \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/azvn/dags \
    AIRFLOW__CORE__PLUGINS_FOLDER=/opt/azvn/plugins \
    AIRFLOW__CORE__LOAD_EXAMPLES=False \
    AZVN_CONFIG=/opt/azvn/config \
    AZVN_ARCHIVE=/var/lib/azvn/archive

# Packed, the model of languages takes each program that reads pages 0.7 s and 70 MB of its own.
RUN python -c "from pipeline.read.extract.language_model import unpack_model; unpack_model()"

# What is wrong shows when the image is built, not when the first task runs.
RUN azvn --help > /dev/null && airflow version && python -c "import airflow.providers.celery, psycopg2, asyncpg, scrapy, trafilatura"

ENTRYPOINT ["/usr/bin/dumb-init", "--", "/opt/azvn/bin/entrypoint.sh"]
