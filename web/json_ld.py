"""An article as schema.org tells it, for search engines: the data block of its page."""

from __future__ import annotations

from typing import Any

from search.model import Article
from web.site import Site
from web.urls import Links


def news_article(article: Article, site: Site, links: Links) -> dict[str, Any]:
    """A NewsArticle. Addresses stand in it only where the site's own address is set, the text only where the page
    shows it."""
    settings = site.settings
    published = article.published_at or article.published
    page = links.public(links.article(article.id), settings.base_url)
    source = {"@type": "Organization", "name": article.source or settings.site_name}
    told = {
        "headline": article.title,
        "inLanguage": "id",
        "url": page,
        "mainEntityOfPage": page,
        "datePublished": published.isoformat() if published else "",
        "articleSection": article.category,
        "publisher": source,
        "sourceOrganization": source if article.source else None,
        "contentLocation": [
            _thing("AdministrativeArea", tag.name, links.public(links.region(tag.code), settings.base_url))
            for tag in article.regions
        ],
        "about": [
            _thing("GovernmentOrganization", tag.name, links.public(links.agency(tag.id), settings.base_url))
            for tag in article.agencies
        ],
        "articleBody": article.body if settings.full_text else "",
    }
    return {"@context": "https://schema.org", "@type": "NewsArticle"} | {k: v for k, v in told.items() if v}


def _thing(kind: str, name: str, url: str) -> dict[str, str]:
    return {"@type": kind, "name": name} | ({"url": url} if url else {})
