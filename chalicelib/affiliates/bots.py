"""Who follows a link: a person's browser, or a program. By the user agent, in this order:

1. Nobody tells, or it is word for word one of the list that the crawler-user-agents project keeps (MIT licence): a program.
2. What phones and browsers call themselves that sounds like a program (a CUBOT phone, Sogou's browser) is taken out first.
3. The list's patterns, words that programs use of themselves, an address to write to or to read at: a program.
4. What has not the shape of a browser's user agent: a program.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

import msgspec

_DEVICE = re.compile(
    r"\((?=[^()]*\b(?:Android|Andr0id|Tizen|iPhone|iPad|HbbTV|Web0S)\b)[^()]*+(?:\([^()]*+\)[^()]*+)*+\)", re.I
)
"""A phone's or television's own description, brackets in it included: any word may be the name of a model."""
_NO_DEVICE = re.compile(r"http|compatible|bot/|@", re.I)
_OWN_NAMES = re.compile(
    r"""
    sogou(?:mobilebrowser|mse|search|sdk|input|appbrowser)[^\s;,)]* | \bcubot\b | viewsonic | coc_?coc_?browser[^\s]* | (?<=\d)coccoc\b
    | htc[\s_]butterfly | \bviber/[\d.]+(?=$|\s) | metaiab\s\w+ | (?:fb|instagram|messenger)[\w/.;:=,-]*\[[^]]*\]
    | hotjava | lynx/[\w.]+\s+libwww-fm/[\w.]+ | xblwp7 | zunewp7 | 360browser\([^)]*\) | securitypay | securityinstalled
    | hbbtv/[\d.]+\s*\([^)]*\) | fluid/[\d.]+ | code/1[\d.]+(?=.*electron) | whatsappelectron | camscanner | blackboard/
    | blackberry[\w/.]* | freespoke/ | baiduboxapp/\S* | com\.yandex\.\S* | ru\.yandex\.\S* | yandexsearch\S* | yabrowser\S* | yasearch\S*
    | \bmailapp/[\d.]+\s\(mail\.ru\) | (?<=\s)whatsapp/[\d.]+(?=$|\s)
    | nokia[\w./-]* | embedded\sweb\sbrowser\sfrom:\shttp://\S+ | \.net\s(?:clr|core)?[\d.\sce]* | googletoolbar | opera\smini[^;)]* | sec-[\w]+
    """,
    re.IGNORECASE | re.VERBOSE,
)
_WORDS = re.compile(
    r"""
    bot\b | bot[_\d/+-] | \bbot | robot | crawl | spider | scrap(?:er|y|ing) | slurp | archiver | indexer | validator | harvest
    | (?:link|url|site|page|feed|web|domain|ssl|css|html|cert|dns)s?[\s_-]?
      (?:check|preview|fetch|expand|scan|watch|monitor|verif|test|captur|shot|analy|resolv|grab|copier|download|sucker|thumb|dex|audit|inspect)
    | preview(?:er|s)?\b | \bpreview | fetch(?:er|ing)?\b | \bfetch | monitor | uptime | pingdom | health[\s_-]?check | \bping\b | prob(?:e|er)\b
    | headless | phantomjs | puppeteer | playwright | selenium | webdriver | cypress/ | electron-fetch | prerender | lighthouse
    | pagespeed | speed[\s_-]?(?:insights|curve) | gtmetrix | ptst/ | screenshot | thumbnail | snapshot | wkhtmlto | splash | htmlunit | jsdom
    | python | urllib | requests?/ | aiohttp | httpx | httplib | pycurl | curl | wget | libwww | \blwp | \bperl\b | ^ruby | \bruby/ | faraday
    | typhoeus | java/\d | ^java | jakarta | httpclient | http[\s_-]?(?:client|agent|lib|core|mon|rb|kit|unit|request) | okhttp | axios | node-?fetch | undici
    | ^got\b | superagent | ^node | deno/ | ^bun/ | go-http | ^go[\s/] | fasthttp | resty | reqwest | hyper/ | ^rust | guzzle | ^php | \sphp/ | winhttp
    | powershell | restsharp | dotnet | \bdart/ | ^swift | alamofire | postman | insomnia | httpie | cfnetwork | nutch | heritrix
    | nmap | masscan | zgrab | nikto | sqlmap | nessus | openvas | qualys | scan(?:ner|ning)?\b | \bsecurity\s | security[\s_-]?(?:scan|test|research|header)
    | wordpress | drupal | magpie | simplepie | feedly | feedburner | feed(?:parser|reader|fetch) | \brss | embed(?:ly|\b) | unfurl
    | facebookexternal | facebookcatalog | meta-external | ^whatsapp | ^telegram | skypeuri | slack-?img | outbrain | bingpreview | google-(?!chrome) | ^google
    | mediapartners | yandex | ia_archiver | synthetic | datadog | analyzer | checker | \scheck\) | extractor | exractor | explorador | agent/\d | githubcopilot | transcoder
    | slimerjs | brightedge | siteimprove | contentking | \brigor\b | safelinks | novaact
    | inspector | assetnote | observatory | diagnostics | measurement | google[\s-]?(?:adsense|search\s|web|apps-) | -google | compatible\)
    | compatible;\s+(?!msie|konqueror|linux|android|windows|ms\s|opera|arachne|ibrowse|aol|x11|netscape|
      iphone|ipad|macintosh|u;|\)|mspie|risc|polaris|gecko|icab|netpositive|origyn|antgalio|offbyone|kun/|ncbrowser)
    | https?:// | \bwww\. | [\w.-]+@[\w-]+\.[a-z]{2,} | \{\s*jndi | \bldap:
    """,
    re.IGNORECASE | re.VERBOSE,
)
_DESCRIBED = re.compile(r"mozilla/\d[^\[(]*[\[(]", re.I)
_PLATFORM = re.compile(
    r"""
    windows | win(?:9|nt|32)|mac|x11|linux|android|andr0id|iphone|ipad|ipod|cros|tizen|symb|series\s?[0-9]|blackberry|bb10|rim\s
      |playbook|nintendo|playstation|xbox|web[o0]s|hpwos|kaios|hbbtv|tv\b|beos|haiku|amiga|aros|morphos|risc|os/2|bsd|sunos|unix|palm|msie|trident
      |mobile|kindle|silk|bada|meego|maemo|brew|j2me|midp|java|dreamcast|netcast|viera|bravia|fuchsia|harmony|unknown|phone|device|browser|i;
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What somewhere follows the first bracket of a user agent that begins with `Mozilla/5.0`."""
_SHAPE = re.compile(
    r"""
    ^opera[\s/]\d | applewebkit | chrom(?:e|ium)[/_] | hbbtv/ | nettv/ | ^roku/dvp | \bopr/ | mosaic | browser[/\s] | ^icab | \bgecko/ | ^(?:\w+[\s/])?ucweb | ucbrowser | ^juc\s | \bmidp | \bcldc | \bwap\b | up\.(?:browser|link)
    | obigo | teleca | netfront | openwave | \bmaui\b | jasmine | dolfin | nextreaming | ^(?:nokia|blackberry|samsung|lg[-/e]|lge|mot-|sonyericsson|sie-|sec-|sagem|alcatel|docomo|kddi
    | softbank|vodafone|j-phone|zte|huawei|haier|panasonic|philips|motorola|htc|palm|nintendo|playstation|iemobile|mqqbrowser) | ^(?:e?links|lynx|w3m|dillo
    | netsurf|hotjava|amaya|icab|ibrowse|arora|midori|konqueror|uzbl|surf)[\s/(]
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SPECIAL = re.compile(r"[\\^$.|?*+()\[\]{}]")


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
    if _WORDS.search(told := _cleaned(agent)) or not _has_shape(agent):
        return True
    listed = _listed()
    return (
        agent in listed.instances
        or any(word in told for word in listed.words)
        or told.startswith(listed.beginnings)
        or listed.patterns.search(told) is not None
    )


def _has_shape(agent: str) -> bool:
    """Each part is looked for once, from the first bracket on: brackets cost nothing, however many somebody writes."""
    described = _DESCRIBED.match(agent)
    is_described = described is not None and _PLATFORM.search(agent, described.end()) is not None
    return is_described or _SHAPE.search(agent) is not None


def _cleaned(agent: str) -> str:
    return _OWN_NAMES.sub("", _DEVICE.sub(lambda found: found[0] if _NO_DEVICE.search(found[0]) else "(device)", agent))


class _Listed(msgspec.Struct, frozen=True):
    """The list, as it is asked: most of its patterns are plain words, which are found much faster as such."""

    instances: frozenset[str]
    words: tuple[str, ...]
    beginnings: tuple[str, ...]
    patterns: re.Pattern[str]


@cache
def _listed() -> _Listed:
    """Made ready once, when the first browser comes."""
    import crawleruseragents  # type: ignore[import-untyped]

    entries = crawleruseragents.CRAWLER_USER_AGENTS_DATA
    words, beginnings, patterns = [], [], []
    for entry in entries:
        plain = re.sub(r"\\([^\w\s])", "", entry["pattern"]).removeprefix("^")
        text = re.sub(r"\\([^\w\s])", r"\1", entry["pattern"])
        if _SPECIAL.search(plain):
            patterns.append(entry["pattern"])
        elif text.startswith("^"):
            beginnings.append(text[1:])
        else:
            words.append(text)
    return _Listed(
        frozenset(agent.strip() for entry in entries for agent in entry.get("instances", ())),
        tuple(words),
        tuple(beginnings),
        re.compile("|".join(patterns)),
    )
