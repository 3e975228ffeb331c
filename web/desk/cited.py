"""A story as editors cite it."""

from __future__ import annotations

from search.model import Article
from web import urls
from web.site import absolute_root, this_site
from web.urls import Links
from web.wording import desk as words


def cited(article: Article) -> str:
    """The line that cites an article: source, title, day, and the address of the original or else of its page here."""
    address = urls.original(article.url) or Links(absolute_root()).article(article.id)
    source = article.source or this_site().settings.site_name
    return words.citation(source, article.title, article.published, address)
