# One image for orchestrator, scanner and config keeper; which one runs, the command says.
# BASE may be any image with Python 3.11 or later that can make a virtual environment.
ARG BASE=python:3.11-slim

FROM ${BASE} AS packages
COPY requirements-services.txt /build/
RUN python3 -m venv /build/tools \
    && /build/tools/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes \
        --target /opt/traderadmin --requirement /build/requirements-services.txt \
    && rm -rf /opt/traderadmin/bin

FROM ${BASE}
LABEL org.opencontainers.image.title="traderadmin" \
    org.opencontainers.image.description="Trading services and their config keeper" \
    org.opencontainers.image.licenses="Apache-2.0"
ENV PYTHONPATH=/opt/traderadmin \
    PYTHONSAFEPATH=1 \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
COPY --from=packages /opt/traderadmin /opt/traderadmin
COPY schemas /opt/traderadmin/traderadmin/_data/schemas
COPY resources /opt/traderadmin/traderadmin/_data/resources
COPY traderadmin /opt/traderadmin/traderadmin
# Byte code now, since the file system is read-only when a service starts.
RUN python3 -m compileall -q --invalidation-mode unchecked-hash /opt/traderadmin/traderadmin
USER 10001:10001
EXPOSE 8080
CMD ["python3", "-m", "traderadmin.orchestrator"]
