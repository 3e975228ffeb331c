"""Compiled loops over a segment's arrays: match, score, count. They hold no interpreter lock."""

from search import compiling as compiling  # says where compiled code is kept
