"""A story as editors cite it."""

from __future__ import annotations

from urllib.parse import urljoin

from flask import request

from search.model import Article
from web import urls
from web.site import this_site
from web.urls import Links
from web.wording import desk as words


def cited(article: Article, links: Links) -> str:
    """The line that cites an article: source, title, day, and the address of the original or else of its page here."""
    settings = this_site().settings
    here = urljoin(settings.base_url or request.host_url, links.article(article.id))
    address = urls.original(article.url) or here
    return words.citation(article.source or settings.site_name, article.title, article.published, address)
