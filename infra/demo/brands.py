"""The makers on the demo shop's shelves. All are invented; none is a trade mark that we know of."""

from __future__ import annotations

from typing import NamedTuple

from infra.demo.text import Text


class Brand(NamedTuple):
    """`code` opens the maker's article numbers."""

    code: str
    name: Text


_ROWS = """
NV Northvane 北翎
KS Kestrion 凯川
HV Halvora 海沃
TS Tessaline 泰瑟
OR Orrinet 奥锐
SY Sylvanet 林网
MD Meridane 美锐达
VR Velarune 维岚
WK Wickstream 维溪
QG Quillgate 羽关
PL Palisar 磐砺
CV Corvalune 科澜
LR Lumenroad 光衢
GS Glasstrand 璃束
FB Fibrelle 芙光
TW Threadwell 缕源
CL Copperlane 铜陌
LW Loopwire 环线
IM Ironmere 铁湖
RF Rackford 架福
VM Voltmere 沃湖
OP Opaluna 欧珀露
AU Aurelo 奥蕾
MI Mirelle 觅蕾
ZF Zephyrine 泽菲
KY Kaiyuma 凯尤玛
LV Lunavo 朗沃
TD Tideon 潮恩
SF Solferin 索菲林
BW Bellwick 铃威
HX Hexavox 和声
CI Callisle 凯岛
PR Parlune 语澜
CX Carapax 甲栖
FW Feltwood 绒木
PB Pebblework 砾作
CH Clearholm 清屿
AP Amperelle 安培莱
JB Joulebox 焦盒
SN Sonarra 声岚
HS Hushwell 静井
PM Portico-Mobile 柏廊移动
PO Portico-Business 柏廊企业
PS Portico-Services 柏廊服务
"""


def _brands() -> dict[str, Brand]:
    rows = (line.split() for line in _ROWS.strip().splitlines())
    return {code: Brand(code, Text(en.replace("-", " "), zh)) for code, en, zh in rows}


BRANDS = _brands()
