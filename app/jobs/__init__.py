"""Experiments, run in slices by worker processes, away from the event loop.

    runner.run(experiment, kind) -> the cache, or one flight -> the pool -> work.advance, slice by slice

work.py and body.py are what a worker does; runner.py, cache.py, shared_cache.py and engine.py are what
the server does, with workers that worker.py starts and asks; naming.py gives each answer its one name, and
once.py does at one time for all what several ask for.
"""
