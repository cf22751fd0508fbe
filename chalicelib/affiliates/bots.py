"""Who follows a link: a person's browser, or a program. By the user agent, against the list that the crawler-user-agents project keeps
(MIT licence) and against words that programs use of themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

_WORDS = re.compile(
    r"""
    bot(?:\b|[_\d/]) | (?<!cu)bot\b | \bbot | robot | crawl | spider | scrap(?:er|y|e\b|ing) | slurp | archiver | indexer | validator
    | (?:link|url|site|page|feed|web)[\s_-]?(?:check|preview|fetch|expand|scan|watch|monitor|verif|test|capture|shot)
    | preview(?:er)?\b | \bfetch | fetcher | \bmonitor(?:ing|or)?\b | uptime | pingdom | health[\s_-]?check | \bping\b | \bprobe
    | headless | phantomjs | puppeteer | playwright | selenium | webdriver | cypress/ | electron-fetch | prerender | lighthouse
    | pagespeed | speed[\s_-]?insights | gtmetrix | screenshot | thumbnail | snapshot | wkhtmlto | splash/ | htmlunit | jsdom
    | python | urllib | requests/ | aiohttp | httpx | httplib | pycurl | curl | wget | libwww | lwp | perl | ruby | faraday | typhoeus
    | java/ | ^java | jakarta | apache-httpclient | httpclient | http[\s_-]client | httpcore | okhttp | axios | node-?fetch | undici
    | \bgot\b | superagent | ^node | deno/ | bun/ | go-http | ^go[\s/] | fasthttp | resty | reqwest | hyper/ | ^rust | guzzle | ^php
    | php/ | winhttp | libcurl | powershell | restsharp | \.net | dotnet | dart | ^swift | alamofire | postman | insomnia | httpie
    | cfnetwork | ^apple | nutch | heritrix | nmap | masscan | zgrab | nikto | sqlmap | nessus | openvas | qualys | scanner | security
    | wordpress/ | drupal | magpie | simplepie | feed(?:ly|burner|parser|reader) | \brss\b | reader/ | embed(?:ly|\b) | unfurl
    | facebookexternal | meta-external | whatsapp/ | telegram(?!-android) | skypeuri | slack-?img | outbrain | bingpreview | google-
    | mediapartners | yandex(?!search|browser|/) | ia_archiver | compatible;\s+(?!msie|konqueror|googletoolbar|ms|opera|arachne|ibrowse)
    """,
    re.IGNORECASE | re.VERBOSE,
)


def is_bot(user_agent: str) -> bool:
    """Whether a program says so of itself, or nobody says anything."""
    agent = user_agent.strip()
    return not agent or _judged(agent[:1000])


def is_prefetch(headers: Mapping[str, str]) -> bool:
    """Whether a browser asks before its person does (Fetch Metadata's `Sec-Purpose`, and what came before it)."""
    told = " ".join(headers.get(name) or "" for name in ("sec-purpose", "purpose", "x-purpose", "x-moz")).lower()
    return any(word in told for word in ("prefetch", "prerender", "preview"))


def is_navigation(headers: Mapping[str, str]) -> bool:
    """Whether a whole page was opened: not a picture, frame or script. Browsers too old to say so are believed."""
    return headers.get("sec-fetch-dest", "document") == "document" and (
        headers.get("sec-fetch-mode", "navigate") == "navigate"
    )


@lru_cache(maxsize=4096)
def _judged(agent: str) -> bool:
    return bool(_WORDS.search(agent)) or any(pattern.search(agent) for pattern in _listed())


@cache
def _listed() -> list[re.Pattern[str]]:
    """The list's patterns, some together: compiled once, when the first browser comes."""
    import crawleruseragents  # type: ignore[import-untyped]

    patterns = [entry["pattern"] for entry in crawleruseragents.CRAWLER_USER_AGENTS_DATA]
    return [re.compile("|".join(patterns[first : first + 25])) for first in range(0, len(patterns), 25)]
