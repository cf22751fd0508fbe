"""The fixed words of the catalogue in both languages: category names and names of specifications."""

from __future__ import annotations

from infra.demo.text import Text

_CATEGORIES = dict(line.split("|", 1) for line in _CATEGORIES.strip().splitlines())
DETAILS = """
Ports|Connections|接口|端口数
Port speed|Connections|接口|端口速率
Uplinks|Connections|接口|上行端口
Power over Ethernet|Connections|接口|PoE供电
PoE budget|Connections|接口|PoE总功率
Connector|Connections|接口|接头类型
Connector A|Connections|接口|A端接头
Connector B|Connections|接口|B端接头
Outlets|Connections|接口|插座数
Plug|Connections|接口|插头
Slots|Connections|接口|槽位数
Management|Features|功能|网管类型
Switching capacity|Performance|性能|交换容量
Throughput|Performance|性能|吞吐量
VPN throughput|Performance|性能|VPN吞吐量
Wireless standard|Performance|性能|无线标准
Wireless speed|Performance|性能|无线速率
Mobile network|Performance|性能|移动网络
Users|Performance|性能|建议用户数
Data rate|Performance|性能|传输速率
Reach|Performance|性能|传输距离
Wavelength|Performance|性能|波长
Category|Performance|性能|线缆类别
Compatibility|Features|功能|兼容设备
Compatible model|Features|功能|适用机型
Temperature|Build|结构|工作温度
Airflow|Build|结构|风道方向
Power supply|Build|结构|电源
Fibre type|Build|结构|光纤类型
Fibre count|Build|结构|芯数
Polarity|Build|结构|极性
Jacket|Build|结构|护套
Shielding|Build|结构|屏蔽
Wire gauge|Build|结构|线规
Length|Build|结构|长度
Height|Build|结构|高度
Width|Build|结构|宽度
Depth|Build|结构|深度
Load|Build|结构|承重
Form factor|Build|结构|外形
Material|Build|结构|材质
Protection|Build|结构|防护等级
Weight|Build|结构|重量
Screen|Display|屏幕|屏幕
Refresh rate|Display|屏幕|刷新率
Camera|Camera|摄像头|主摄像头
Lenses|Camera|摄像头|镜头数
Storage|Memory|存储|机身存储
Memory|Memory|存储|运行内存
Battery|Power|电源|电池容量
Charging|Power|电源|充电功率
Output|Power|电源|输出功率
Input|Power|电源|输入
Capacity|Power|电源|容量
Power|Power|电源|功率
Voice lines|Features|功能|线路数
Pickup range|Features|功能|拾音范围
Noise cancelling|Features|功能|降噪
Wear|Features|功能|佩戴方式
Finish|Features|功能|贴膜类型
Data allowance|Allowance|套餐内容|包含流量
Minutes|Allowance|套餐内容|包含通话
Messages|Allowance|套餐内容|包含短信
Download speed|Allowance|套餐内容|下行速率
Upload speed|Allowance|套餐内容|上行速率
SIM cards|Allowance|套餐内容|号卡数
Seats|Allowance|套餐内容|坐席数
Region|Allowance|套餐内容|适用地区
Validity|Terms|条款|有效期
Contract|Terms|条款|合约期
Billing|Terms|条款|计费方式
Pattern|Number|号码|号码类型
Last digits|Number|号码|尾号
Area|Number|号码|号段
Response time|Terms|条款|响应时间
Cover|Terms|条款|服务时段
Term|Terms|条款|服务期限
Scope|Terms|条款|服务范围
Format|Terms|条款|授课方式
Duration|Terms|条款|课时
Processor|Performance|性能|处理器
Service location|Terms|条款|服务地点
"""


def _details() -> dict[str, tuple[Text, Text]]:
    rows = (line.split("|") for line in _DETAILS.strip().splitlines())
    return {name: (Text(section, section_zh), Text(name, name_zh)) for name, section, section_zh, name_zh in rows}


CATEGORIES = {en: zh for en, zh in (line.split("|") for line in _CATEGORIES.strip().splitlines())}
DETAILS = _details()
