# Stage 1 builds the wheel and installs it into a virtual environment of its own.
FROM python:3.13-slim AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1

WORKDIR /src

# The dependencies come first, from pyproject.toml alone: this layer is rebuilt only when they change.
# BENDLINE_CACHE and BENDLINE_SCHEDULER need a few more.
COPY pyproject.toml ./
RUN python -m venv /opt/bendline \
    && python -c "import tomllib; p = tomllib.load(open('pyproject.toml', 'rb'))['project']; e = p['optional-dependencies']; print(*p['dependencies'], *e['redis'], *e['cluster'], sep='\n')" > requirements.txt \
    && /opt/bendline/bin/pip install --requirement requirements.txt

COPY README.md LICENSE ./
COPY app ./app
COPY static ./static
COPY templates ./templates
RUN /opt/bendline/bin/pip wheel --no-deps --wheel-dir dist . \
    && /opt/bendline/bin/pip install --no-deps dist/*.whl

# Stage 2 is what runs: Python, the environment, and a user who owns nothing.
FROM python:3.13-slim

# One BLAS thread: the worker processes are the parallelism, and threads would fight over the cores.
ENV OPENBLAS_NUM_THREADS=1 \
    PATH=/opt/bendline/bin:$PATH \
    PYTHONUNBUFFERED=1

# A fixed number, so that a cluster can demand runAsNonRoot and volumes can be given to it.
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin bendline

COPY --from=build /opt/bendline /opt/bendline

USER 10001:10001
WORKDIR /tmp

EXPOSE 8000

HEALTHCHECK --interval=30s --timeout=5s --start-period=15s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]

ENTRYPOINT ["bendline"]
CMD ["--host", "0.0.0.0", "--port", "8000"]
