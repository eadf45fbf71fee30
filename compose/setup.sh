#!/usr/bin/env bash
# Runs once, as root, in the image of Elasticsearch: certificates first, then passwords and users.
# After the multi-node example of Elastic; every step may run again.
set -euo pipefail
cd "${ES_HOME:-/usr/share/elasticsearch}"
certs=config/certs
ca=config/ca
server=${ELASTICSEARCH_URL:-https://elasticsearch:9200}
prefix=${AZVN_INDEX_PREFIX:-azvn-}

certificates() {
    rm -rf "$certs"/new
    mkdir -p "$certs"/new
    bin/elasticsearch-certutil ca --silent --pem --days 3650 --out "$PWD/$certs/new/ca.zip"
    unzip -q "$certs"/new/ca.zip -d "$certs"/new
    cat > "$certs"/new/instances.yml <<'YAML'
instances:
  - name: elasticsearch
    dns: [elasticsearch, localhost]
    ip: [127.0.0.1]
  - name: mailpit
    dns: [mailpit, localhost]
    ip: [127.0.0.1]
YAML
    bin/elasticsearch-certutil cert --silent --pem --days 3650 \
        --in "$PWD/$certs/new/instances.yml" --out "$PWD/$certs/new/certs.zip" \
        --ca-cert "$PWD/$certs/new/ca/ca.crt" --ca-key "$PWD/$certs/new/ca/ca.key"
    unzip -q "$certs"/new/certs.zip -d "$certs"/new
    rm "$certs"/new/*.zip "$certs"/new/instances.yml
    # Group 0 is that of every container here; the key of the authority is nobody's but root's.
    find "$certs"/new -type d -exec chmod 750 {} +
    find "$certs"/new -type f -exec chmod 640 {} +
    chmod 600 "$certs"/new/ca/ca.key
    mv "$certs"/new/* "$certs"/
    rmdir "$certs"/new
}

ask() { # METHOD PATH JSON
    curl --silent --show-error --fail-with-body --cacert "$ca"/ca.crt --config - \
        --request "$1" --header 'Content-Type: application/json' "$server/$2" --data "$3" \
        <<< "user = \"elastic:$ELASTIC_PASSWORD\"" && echo
}

if [ ! -f "$certs"/elasticsearch/elasticsearch.crt ]; then
    echo "Making certificates"
    certificates
fi
cp "$certs"/ca/ca.crt "$ca"/ca.crt
chmod 755 "$ca"
chmod 644 "$ca"/ca.crt
if [ "$(id -u)" = 0 ]; then chown "${ELASTICSEARCH_UID:-1000}:0" snapshots; fi
chmod 770 snapshots
touch "$certs"/ready

echo "Waiting for Elasticsearch"
refused=0
until answer=$(ask GET "_cluster/health?wait_for_status=yellow&timeout=10s" '' 2>&1); do
    case $answer in *'"status":401'*) refused=$((refused + 1)) ;; *) refused=0 ;; esac
    if [ "$refused" -ge "${PATIENCE:-60}" ]; then
        echo "Elasticsearch does not know this ELASTIC_PASSWORD: the one of the first start counts," \
            "until it is changed in Elasticsearch." >&2
        exit 1
    fi
    sleep 2
done
echo "Setting passwords, users and the place of snapshots"
ask POST _security/user/kibana_system/_password "{\"password\": \"$KIBANA_PASSWORD\"}"
# Where upkeep keeps its snapshots; the pipeline may take and remove them, not say where.
ask PUT _snapshot/azvn '{"type": "fs", "settings": {"location": "azvn"}}'
# What the role allows is said by `azvn provision`, which runs next.
ask PUT _security/user/reader "{\"password\": \"$READER_PASSWORD\", \"roles\": [\"${prefix}reader\"]}"
echo "All is set"
# Where Elasticsearch runs already, all this takes two seconds; compose must see this container healthy before it ends.
sleep "${LINGER:-10}"
