"""The reading door: the pages and the API that readers come in by. Knows Flask and waitress; asks `search`."""
