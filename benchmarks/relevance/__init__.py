"""`make eval`: how well articles are found, on questions judged by hand, beside baselines over the same articles.

The product is measured through the code that users run: a reindex, `parameters.read` and `ask`. The judged data is
third parties' and lies outside the project; without it nothing can be measured, which is said.
"""
