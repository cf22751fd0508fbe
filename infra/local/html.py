"""The plain, quiet pages of the local tools."""

from __future__ import annotations

from html import escape

from infra.local.gateway import Reply

_STYLE = """
:root{color-scheme:light dark;--line:light-dark(#e3e3e8,#34343a);--quiet:light-dark(#5b5b66,#a5a5b0);--accent:light-dark(#0b57d0,#8ab4f8);
--sheet:light-dark(#fff,#1c1c20)}
*{box-sizing:border-box}body{margin:0;font:16px/1.5 system-ui,sans-serif;background:light-dark(#f5f5f7,#121214);color:light-dark(#1b1b1f,#ececf0)}
header{padding:16px;border-bottom:1px solid var(--line);background:var(--sheet)}header a{color:inherit;text-decoration:none;font-weight:600}
header span{color:var(--quiet)}main{max-width:880px;margin:0 auto;padding:16px}h1{font-size:24px;margin:16px 0}h2{font-size:17px;margin:0 0 8px}
section,.mail{background:var(--sheet);border:1px solid var(--line);border-radius:12px;padding:16px;margin:0 0 16px}
a{color:var(--accent)}ul{margin:0;padding-left:20px}li{padding:4px 0;overflow-wrap:anywhere}p{margin:0 0 12px}
button{font:inherit;min-height:44px;padding:8px 16px;margin:0 8px 8px 0;border:1px solid var(--line);border-radius:8px;background:transparent;color:inherit;cursor:pointer}
button:hover{border-color:var(--accent)}:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.list{list-style:none;padding:0;background:var(--sheet);border:1px solid var(--line);border-radius:12px;overflow:hidden}
.list li{padding:0}.list li+li{border-top:1px solid var(--line)}.list a{display:grid;grid-template-columns:1fr auto;gap:0 16px;padding:12px 16px;color:inherit;text-decoration:none}
.list a:hover{background:light-dark(#f0f4fd,#24262c)}.list b{grid-column:1/-1}.quiet{color:var(--quiet);font-size:14px}
iframe{width:100%;height:640px;border:1px solid var(--line);border-radius:8px;background:#fff}pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:0;font:14px/1.5 ui-monospace,monospace}
dl{display:grid;grid-template-columns:auto 1fr;gap:4px 16px;margin:0}dt{color:var(--quiet)}dd{margin:0;overflow-wrap:anywhere}
"""


def page(title: str, content: str) -> Reply:
    """A whole page around ready HTML `content`."""
    html = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} · Portico on this machine</title><style>{_STYLE}</style></head>
<body><header><a href="/_local/">Portico</a> <span>on this machine</span></header><main><h1>{escape(title)}</h1>{content}</main></body></html>"""
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")]
    return Reply(200, headers, html.encode())
