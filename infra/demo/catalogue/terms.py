"""The fixed words of the catalogue in both languages: category names and names of specifications."""

from __future__ import annotations

from infra.demo.text import Text

_CATEGORIES = """
Network Equipment|网络设备
Switches|交换机
Unmanaged Switches|非网管交换机
Smart Switches|智能网管交换机
Enterprise Switches|企业级交换机
Data Centre Switches|数据中心交换机
Routers|路由器
Home Routers|家用路由器
Business Routers|企业路由器
Cellular Routers|蜂窝路由器
Wireless|无线网络
Indoor Access Points|室内无线接入点
Outdoor Access Points|室外无线接入点
Firewalls|防火墙
Desktop Firewalls|桌面型防火墙
Rack Firewalls|机架式防火墙
Modular Systems|模块化设备
Chassis|机箱
Supervisor Modules|主控板
Line Cards|业务板卡
Power Modules|电源模块
Fan Trays|风扇框
Optics and Cabling|光模块与布线
Optical Transceivers|光模块
1G SFP|千兆SFP光模块
10G SFP+|万兆SFP+光模块
25G SFP28|25G SFP28光模块
40G QSFP+|40G QSFP+光模块
100G QSFP28|100G QSFP28光模块
400G QSFP-DD|400G QSFP-DD光模块
Fibre Patch Cables|光纤跳线
Single-Mode Cables|单模光纤跳线
Multimode Cables|多模光纤跳线
MPO Trunk Cables|MPO主干光缆
Copper Patch Cables|网络跳线
Cat5e Cables|超五类跳线
Cat6 Cables|六类跳线
Cat6A Cables|超六类跳线
Cat8 Cables|八类跳线
Direct Attach Cables|高速直连线缆
Copper DAC|铜缆DAC
Active Optical Cables|有源光缆AOC
Racks and Power|机柜与电源
Racks|机柜机架
Server Cabinets|服务器机柜
Open Frame Racks|开放式机架
Wall Cabinets|壁挂机柜
Power Distribution|配电单元
Basic PDUs|基础型PDU
Metered PDUs|计量型PDU
Switched PDUs|可控型PDU
Patch Panels|配线架
Copper Patch Panels|铜缆配线架
Fibre Patch Panels|光纤配线架
Phones|电话与手机
Smartphones|智能手机
Flagship Phones|旗舰手机
Everyday Phones|实用手机
Rugged Phones|三防手机
Feature Phones|功能手机
Bar Phones|直板功能机
Flip Phones|翻盖功能机
Desk Phones|座机
IP Desk Phones|IP话机
Conference Phones|会议电话
Table Conference Phones|桌面会议电话
Accessories|手机配件
Cases|手机壳
Slim Cases|轻薄手机壳
Protective Cases|防护手机壳
Leather Cases|皮质手机壳
Screen Protectors|屏幕保护膜
Tempered Glass|钢化膜
Privacy Glass|防窥膜
Chargers|充电器
Wall Chargers|墙面充电器
Car Chargers|车载充电器
Wireless Chargers|无线充电器
Charging Cables|充电数据线
USB-C Cables|USB-C数据线
USB-A Cables|USB-A数据线
Power Banks|移动电源
Pocket Power Banks|便携移动电源
Laptop Power Banks|笔记本移动电源
Audio|音频设备
Headsets|商务耳麦
Earbuds|真无线耳机
Plans|套餐
Mobile Plans|手机套餐
SIM-Only Plans|纯号卡套餐
Family Plans|家庭共享套餐
Data-Only Plans|流量卡套餐
Broadband|宽带
Home Fibre|家庭光纤宽带
Business Fibre|企业光纤专线
Business Plans|企业套餐
Business Mobile|企业手机套餐
Cloud Telephony|云总机套餐
IoT and Travel|物联网与漫游
IoT Data|物联网卡套餐
Roaming Passes|国际漫游包
Phone Numbers|号码
Mobile Numbers|手机号码
Premium Numbers|至尊靓号
Memorable Numbers|易记靓号
Regular Numbers|普通号码
Services|服务
Installation|安装部署
Network Installation|网络安装
Site Surveys|现场勘测
Maintenance|维保服务
Hardware Support|硬件维保
Managed Operations|代维托管
Cloud|云服务
Cloud Servers|云主机
Cloud Backup|云备份
Training|培训
Certification Courses|认证课程
Workshops|实操工作坊
"""

_DETAILS = """
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
Cable category|Performance|性能|线缆类别
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
In the box|Build|结构|包装内容
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


CATEGORIES = dict(line.split("|", 1) for line in _CATEGORIES.strip().splitlines())
DETAILS = _details()
