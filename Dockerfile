# syntax=docker/dockerfile:1
# Two stages: wheels are built (where a platform has none) in the first, the second holds only what runs.
FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY bot ./bot
COPY storage ./storage
RUN python -m venv /opt/frontwatch \
    && /opt/frontwatch/bin/pip install --no-cache-dir --disable-pip-version-check -c constraints.txt .

FROM python:3.13-slim
# 10001: no account of the host; the volume is the only place that it may write to.
RUN groupadd --gid 10001 frontwatch \
    && useradd --uid 10001 --gid frontwatch --home-dir /data --no-create-home --shell /usr/sbin/nologin frontwatch \
    && install -d -m 0700 -o frontwatch -g frontwatch /data
COPY --from=build /opt/frontwatch /opt/frontwatch
ENV PATH=/opt/frontwatch/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/data \
    XDG_CACHE_HOME=/data/cache
USER frontwatch
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=10s --start-period=120s --retries=3 CMD ["frontwatch", "healthcheck"]
ENTRYPOINT ["frontwatch"]
CMD ["run"]
