"""Programs are told from people's browsers, also from those that sound like programs."""

from __future__ import annotations

from time import process_time

import crawleruseragents
import pytest

from chalicelib.affiliates import bots

KHTML = "AppleWebKit/537.36 (KHTML, like Gecko)"
ANDROID = "Mozilla/5.0 (Linux; Android 13; {model}) " + KHTML + " Chrome/120.0.0.0 Mobile Safari/537.36"
WEBVIEW = "Mozilla/5.0 (Linux; Android 12; {model}; wv) " + KHTML + " Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"

BROWSERS = [
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KHTML} Chrome/140.0.0.0 Safari/537.36",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KHTML} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
    f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {KHTML} Chrome/120.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15",
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0",
    "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0",
    "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0; .NET CLR 2.0.50727; .NET4.0C; .NET4.0E)",
    "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko",
    "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1.32052/29.3709; U; en) Presto/2.8.119 Version/11.10",
    f"{IPHONE} Safari/604.1",
    f"{IPHONE} [FBAN/FBIOS;FBDV/iPhone14,2;FBMD/iPhone;FBSN/iOS;FBSV/17.4;FBSS/3;FBID/phone;FBLC/en_US]",
    f"{IPHONE} Instagram 320.0.0.42.101 (iPhone14,2; iOS 17_4; en_US; en; scale=3.00; 1170x2532)",
    f"{IPHONE} MicroMessenger/8.0.47(0x18002f2c) NetType/WIFI Language/zh_CN",
    f"{IPHONE} QQ/9.0.25.627 V1_IPH_SQ_9.0.25_1_APP_A Pixel/1170 SimpleUISwitch/0 StudyMode/0 NetType/WIFI",
    f"{IPHONE} Snapchat/12.70.0.42 (like Safari/604.1)",
    f"{IPHONE} [LinkedInApp]/9.29.5586",
    f"{IPHONE} Twitter for iPhone/10.30",
    f"{IPHONE} [Pinterest/iOS]",
    f"{IPHONE} musical_ly_33.6.0 JsSdk/2.0 NetType/WIFI Channel/App Store ByteLocale/en Region/US BytedanceWebview/d8a21c6",
    f"{IPHONE} Safari Line/14.3.0",
    f"{IPHONE} AliApp(AP/10.5.60.6000) AlipayClient/10.5.60.6000 Language/zh-Hans",
    f"{IPHONE} GSA/306.0.613774110 Safari/604.1",
    ANDROID.format(model="CUBOT_X18_Plus"),
    ANDROID.format(model="CUBOT NOTE 20"),
    ANDROID.format(model="Spider 8"),
    ANDROID.format(model="HTC Butterfly"),
    ANDROID.format(model="ViewSonic V500"),
    ANDROID.format(model="Pixel 8") + " UCBrowser/13.4.0.1306",
    ANDROID.format(model="V2309A") + " VivoBrowser/20.4.1.0",
    ANDROID.format(model="RMX3700") + " HeyTapBrowser/40.8.10.1",
    ANDROID.format(model="2211133C") + " XiaoMi/MiuiBrowser/17.8.220115",
    ANDROID.format(model="SEA-AL10") + " HuaweiBrowser/14.0.3.303",
    ANDROID.format(model="PGT-AN10") + " MQQBrowser/14.7 TBS/046715 QQ/8.9.80 V1_AND_SQ",
    ANDROID.format(model="SM-G991B") + " SogouMSE,SogouMobileBrowser/5.28.9",
    ANDROID.format(model="SM-G991B") + " baiduboxapp/13.46.0.10 (Baidu; P1 12)",
    ANDROID.format(model="SM-G991B") + " Quark/6.9.6.490",
    WEBVIEW.format(model="Mi 10")
    + " XWEB/1160083 MMWEBSDK/20231202 MicroMessenger/8.0.47.2560(0x28002F50) WeChat/arm64 Weixin",
    WEBVIEW.format(model="Mi 10")
    + " aweme_280100 JsSdk/1.0 NetType/WIFI AppName/aweme app_version/28.1.0 ByteLocale/zh-CN",
    WEBVIEW.format(model="Mi 10") + " Weibo (Xiaomi-Mi 10__weibo__14.1.2__android__android12)",
    WEBVIEW.format(model="SM-A536B") + " [FB_IAB/FB4A;FBAV/450.0.0.41.109;]",
    WEBVIEW.format(model="SM-A536B") + " KAKAOTALK 10.4.5",
    WEBVIEW.format(model="SM-A536B") + " GSA/15.8.43.28.arm64",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KHTML} Chrome/86.0.4240.198 Safari/537.36 QIHU 360SE",
    f"Mozilla/5.0 (Windows NT 6.1; WOW64) {KHTML} Chrome/49.0.2623.221 Safari/537.36 SE 2.X MetaSr 1.0",
    f"Mozilla/5.0 (Windows NT 10.0; WOW64) {KHTML} coc_coc_browser/120.0.140 Chrome/114.0.5735.140 Safari/537.36",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KHTML} Chrome/120.0.0.0 YaBrowser/24.1.0 Safari/537.36",
    "UCWEB/2.0 (Java; U; MIDP-2.0; en-US; nokia5130c-2) U2/1.0.0 UCBrowser/9.4.1.377 U2/1.0.0 Mobile UNTRUSTED/1.0",
    "JUC (Linux; U; 2.3.7; zh-cn; MB200; 320*480) UCWEB7.9.3.103/139/999",
    "NOKIA5700/ UCWEB7.0.2.37/28/999",
    "Openwave/ UCWEB7.0.2.37/28/999",
    "Nokia6230i/2.0 (03.80) Profile/MIDP-2.0 Configuration/CLDC-1.1",
    "BlackBerry9700/5.0.0.862 Profile/MIDP-2.1 Configuration/CLDC-1.1 VendorID/331",
    "SAMSUNG-SGH-E250/1.0 Profile/MIDP-2.0 Configuration/CLDC-1.1 UP.Browser/6.2.3.3.c.1.101 (GUI) MMP/2.0",
    "DoCoMo/2.0 N905i(c100;TB;W24H16)",
    "Mozilla/5.0 (Mobile; Nokia 8110 4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5",
    f"Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) {KHTML} SamsungBrowser/4.0 Chrome/76.0.3809.146 TV Safari/537.36",
    f"Mozilla/5.0 (PlayStation; PlayStation 5/6.00) {KHTML} Version/15.4 Safari/605.1.15",
    "Roku/DVP-14.0 (14.0.4.0.0.5085-46)",
    WEBVIEW.format(model="Spider X1(2022) Build/TP1A"),
    WEBVIEW.format(model="SM-A156B") + " mailapp/9.1 (mail.ru)",
    f"{IPHONE} NetType/WIFI Language/en WhatsApp/24.10",
    "Lynx/2.9.0dev.10 libwww-FM/2.14 SSL-MM/1.4.1 GNUTLS/3.7.1",
]
PROGRAMS = [
    "",
    "   ",
    "Mozilla/5.0",
    "-",
    "curl/8.5.0",
    "Wget/1.21.4",
    "python-requests/2.31.0",
    "Python/3.11 aiohttp/3.9.1",
    "Go-http-client/2.0",
    "Java/17.0.2",
    "okhttp/4.12.0",
    "axios/1.6.2",
    "node-fetch/1.0 (+https://github.com/bitinn/node-fetch)",
    "PostmanRuntime/7.36.0",
    "Apache-HttpClient/4.5.14 (Java/11.0.20)",
    "libwww-perl/6.72",
    "Ruby",
    "PHP/8.2.1",
    "Dalvik/2.1.0 (Linux; U; Android 14; Pixel 8 Build/UD1A)",
    "Brandnewbot/0.1",
    "SomethingSpider",
    "Acme Crawler 3.1",
    "AcmeLinkPreview/1.0",
    "LinkFetcher/2",
    "acme-uptime-monitor/4",
    "Mozilla/5.0 (compatible; Brandnew/1.0; +https://brandnew.example/about)",
    "Mozilla/5.0 (compatible; Brandnew/1.0)",
    "Mozilla/5.0 (compatible; hello@brandnew.example)",
    f"Mozilla/5.0 (X11; Linux x86_64) {KHTML} HeadlessChrome/120.0.0.0 Safari/537.36",
    f"Mozilla/5.0 {KHTML}; compatible; Brandnewbot/1.0) Chrome/120.0.0.0 Safari/537.36",
    f"Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X) {KHTML} Chrome/120 Mobile Safari/537.36 (compatible; Googlebot/2.1)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "WhatsApp/2.23.20.0",
    "TelegramBot (like TwitterBot)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Discordbot/2.0",
    "SkypeUriPreview Preview/0.5",
    "Acme/1 CFNetwork/1494.0.7 Darwin/23.4.0",
    "${jndi:ldap://x}",
    "Mozilla/5.0 (X11; Linux x86_64; rv:120) Gecko/20100101 SlimerJS/1.0",
    f"Mozilla/5.0 (Windows NT 10.0; WOW64) {KHTML} Chrome/78 Safari/537.36 SafeLinks",
    f"Mozilla/5.0 (Linux; Android 10; K) {KHTML} Chrome/124.0.0.0 Safari/537.36 Rigor",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KHTML} Chrome/120 Safari/537.36 BrightEdge",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KHTML} Chrome/120 Safari/537.36 Siteimprove",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KHTML} Chrome/120 Safari/537.36 ContentKing",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KHTML} Chrome/131 Safari/537.36 NovaAct",
    f"Mozilla/5.0 (Linux; Android 13; Nexus 5X(2020); compatible; Brandnewbot/1.0) {KHTML} Chrome/120 Safari/537.36",
    "WhatsApp/2.24.20.89 A",
    "Mail.RU_Bot/2.0",
]
bots.is_bot(BROWSERS[0])  # reads the list
LISTED = sorted({agent for entry in crawleruseragents.CRAWLER_USER_AGENTS_DATA for agent in entry.get("instances", ())})


@pytest.mark.parametrize("agent", BROWSERS)
def test_a_persons_browser_is_one(agent):
    assert not bots.is_bot(agent)


@pytest.mark.parametrize("agent", PROGRAMS)
def test_a_program_is_one(agent):
    assert bots.is_bot(agent)


@pytest.mark.parametrize("begins", ["", "Mozilla/5.0 ", "Mozilla/5.0 (Android "])
@pytest.mark.parametrize(
    "piece",
    ["[(", "(", "[", "(Android ", "(()", "()", "fb[", "360browser(", "hbbtv/1 (", "compatible; ", ".net 1 ", "a@a"],
)
def test_a_user_agent_made_to_be_slow_is_not(begins, piece):
    """A browser's own takes half a millisecond."""
    made, started = begins + piece * 1000, process_time()
    bots.is_bot(made)
    assert process_time() - started < 0.1


def test_everything_that_the_list_knows_is_a_program():
    assert len(LISTED) > 2000
    assert [agent for agent in LISTED if not bots.is_bot(agent)] == []


def test_every_pattern_of_the_list_counts_by_itself():
    """Also those that come without an example: a browser that says the pattern's word is none."""
    browser = "Mozilla/5.0 (X11; Linux x86_64; {}) Gecko/20100101 Firefox/130.0"
    words = [entry["pattern"].replace("\\", "") for entry in crawleruseragents.CRAWLER_USER_AGENTS_DATA]
    plain = [word for word in words if word.isalpha() and len(word) > 4]
    missed = [word for word in plain if not bots.is_bot(browser.format(word))]
    assert len(plain) > 500
    assert missed == []


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-purpose": "prefetch"},
        {"sec-purpose": "prefetch;prerender"},
        {"purpose": "prefetch"},
        {"x-purpose": "preview"},
        {"x-moz": "prefetch"},
    ],
)
def test_a_browser_that_asks_ahead_is_told_apart(headers):
    assert bots.is_prefetch(headers)
    assert not bots.is_prefetch({})


def test_only_a_whole_page_is_a_navigation():
    assert bots.is_navigation({})
    assert bots.is_navigation({"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"})
    assert not bots.is_navigation({"sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"})
    assert not bots.is_navigation({"sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"})
