"""The JSON API: schema.py says what may be asked, routes.py answers, problems.py refuses."""
