"""What people of a Chinese dealership are called and write down."""

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蔡蒋余"
GIVEN = {
    "M": "伟强磊军勇杰涛明超亮刚健峰波辉鹏斌飞宇浩凯俊毅鑫晨阳志远建国文博子轩海涛立新",
    "F": "芳娜敏静丽艳娟霞婷雪梅琳玲倩颖洁慧莉佳燕萍红欣怡晓梦雨桐思琪美玲若曦",
}
DISTRICTS = {
    "JY01": ["朝阳区", "海淀区", "丰台区", "通州区", "大兴区", "昌平区", "西城区", "顺义区"],
    "JY02": ["浦东新区", "闵行区", "徐汇区", "宝山区", "嘉定区", "松江区", "杨浦区", "静安区"],
}
STREETS = ["建设路", "人民路", "中山路", "解放路", "和平街", "新华路", "文化路", "幸福里"]
COMPANIES = ["恒达商贸", "鼎信科技", "华瑞建材", "远航物流", "佳美装饰", "中正咨询", "博文教育"]
TRADES = ["教育", "互联网", "建筑", "医疗", "餐饮", "物流", "金融", "制造", "零售"]
POSITIONS = ["经理", "工程师", "教师", "个体经营", "医生", "会计", "主管", "公务员"]
HOBBIES = ["钓鱼", "羽毛球", "摄影", "自驾游", "篮球", "露营", "烹饪", "跑步"]
FAMILIES = ["已婚，一个孩子", "已婚，两个孩子", "未婚", "与父母同住", "已婚，孩子上小学"]

# Model, price in ten thousand yuan.
BRAND = "大众"
MODELS = [
    ("高尔夫", 15),
    ("速腾", 15),
    ("迈腾", 20),
    ("宝来", 12),
    ("探岳", 21),
    ("揽境", 30),
    ("揽巡", 24),
    ("CC", 26),
    ("ID.4 CROZZ", 20),
]
COMPETITORS = ["凯美瑞", "雅阁", "轩逸", "途观L", "帕萨特", "CR-V", "汉 DM-i", "宋 PLUS", "Model Y"]
COLOURS = ["白色", "黑色", "灰色", "蓝色", "红色", "银色"]
OBJECTIONS = [
    "价格偏高",
    "等年底优惠",
    "家人意见不一",
    "担心油耗",
    "后排空间",
    "置换价低",
    "提车周期长",
]

NOTES = {
    "H": [
        "客户周末来定车，要{colour}，等金融方案批下来",
        "客户已看好{model}{colour}现车，只差最后一千的优惠",
        "，资料已交，贷款审批中，{colour}一到就签",
        "客户带爱人试驾过，满意，本周定",
    ],
    "A": [
        "客户对比{rival}，价格谈过一轮，等家人决定",
        "，试驾后满意，{objection}，约了再谈",
        "客户旧车评估完，置换差价还在商量",
        "客户下周发年终奖后定，要{colour}",
    ],
    "B": [
        "客户在{model}和{rival}之间犹豫",
        "，月底前想提车，{objection}",
        "客户关注{model}的保养费用，想再看看",
        "客户看过展车，喜欢{colour}，预算还在凑",
    ],
    "C": [
        "客户年后再考虑，{objection}",
        "，驾照还没到手，先了解{model}",
        "客户等新款上市，暂不着急",
        "客户在等指标，保持联系",
    ],
    "O": [
        "，已交定金五千，{model}{colour}，等到车",
        "客户已签合同，贷款已批，待交车",
    ],
}
TALKS = {
    "phone": [
        "电话联系，介绍了{model}本月的置换补贴，客户比较关心{focus}。",
        "致电客户，询问看车时间，客户说{objection}，已解释。",
        "回访上次的报价，客户还在看{rival}，重点讲了{focus}。",
        "电话中谈了贷款首付和月供，客户要和家人商量。",
    ],
    "wechat": [
        "微信发送{model}{colour}实拍图和报价单，客户回复会看。",
        "微信聊了半小时，解答{focus}的问题。",
        "发了周末到店活动的邀请，客户有兴趣。",
    ],
    "store_visit": [
        "客户到店看{model}{colour}，介绍了{focus}，并给出报价。",
        "客户带家人到店，后排空间满意，谈到{objection}。",
        "客户第二次到店，对比{rival}，算了置换差价。",
    ],
    "test_drive": [
        "陪同客户试驾{model}，满意动力和底盘，关心{focus}。",
        "试驾环线二十分钟，爱人也试了，认为{focus}不错。",
    ],
    "home_visit": ["上门送车型资料，见到了客户爱人，聊了{focus}。"],
    "sms": ["短信发送本月优惠和到店礼，客户回复知道了。"],
    "email": ["邮件发送公司采购报价单，对方确认收到。"],
}
FOCUSES = ["油耗", "保养费用", "后排空间", "安全配置", "智能座舱", "保值率", "续航", "金融方案"]
FEEDBACK = [
    "价格再优惠一点就可以考虑",
    "要和爱人商量",
    "周末有空再来",
    "对服务满意",
    "希望送保养",
    "想要现车",
    "觉得{rival}配置更高",
    "想再试驾一次",
    "等发了奖金再定",
]
UNANSWERED = ["无人接听，稍后再拨", "占线", "手机关机", ""]
NEXT = {
    "H": ["确认签约时间", "跟进贷款审批", "邀约到店定车"],
    "A": ["邀约再次到店", "报置换新价格", "邀约试驾"],
    "B": ["了解对比情况", "介绍本月活动", "邀约到店看车"],
    "C": ["保持联系，了解近况", "发新款资料"],
    "O": ["通报到车进度", "预约交车时间"],
}
PURPOSES = {"H": "close", "A": "raise_grade", "B": "raise_grade", "C": "gather", "O": "delivery"}
STRETCH_REASONS = ["客户出差，月底才回", "客户要求下月再联系", "客户家中有事，约定以后再谈"]
MOVE_REASONS = ["客户改约", "客户临时有事", "客户要求晚一天再打", "展厅活动，改期联系"]
CANCEL_REASONS = ["客户主动来电，已另行约定", "重复计划", "客户改约到店"]
DELIVERED = "今日交车，讲解功能和保养须知，合影留念。"
ORDERED = "谈定价格，签合同并交定金，选{colour}。"
LOST = {
    "price": "客户认为价格超出预算，放弃购买。",
    "competitor": "客户已购买{rival}。",
    "stock": "客户要的颜色没有现车，等不及了。",
    "finance": "贷款审批没有通过。",
    "service": "客户对接待不满意，选择了别家。",
    "cancelled": "客户取消购车计划。",
    "unreachable": "多次联系不上，作战败处理。",
}
LOST_WEIGHTS = {
    "price": 30,
    "competitor": 28,
    "stock": 8,
    "finance": 7,
    "service": 4,
    "cancelled": 15,
    "unreachable": 8,
}


def name_of_person(rng, gender):
    """A full Chinese name of two or three characters."""
    given = "".join(rng.sample(GIVEN[gender], rng.choice((1, 2))))
    return rng.choice(SURNAMES) + given


def say(rng, text, *, model, colour, objection):
    """A sentence with its blanks filled in."""
    return text.format(
        model=model,
        colour=colour,
        objection=objection,
        rival=rng.choice(COMPETITORS),
        focus=rng.choice(FOCUSES),
    )


# Cars and care

INSURERS = ["人保财险", "平安产险", "太平洋产险"]
CARE = [
    "车况很好，客户表示满意",
    "提醒了保养时间，客户说会按时来店",
    "问候客户，油耗和空间都满意",
    "客户介绍了一位同事，约好周末来店",
]
OTHER_MAKES = ["本田 飞度", "丰田 卡罗拉", "比亚迪 海豚", "日产 逍客"]
RELATIONS = ["朋友", "同事", "亲戚", "邻居"]
PLATES = {"JY01": "京", "JY02": "沪"}


def plate_number(rng, store_code):
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    return f"{PLATES[store_code]}{rng.choice(letters)}{rng.randrange(10000, 99999)}"


# Events and visits

EVENTS = [
    ("春季车展", "展览中心", 60, 10, 80000),
    ("五一试驾会", "店内", 40, 8, 35000),
    ("新车上市品鉴", "店内", 50, 8, 60000),
    ("国庆团购节", "店内", 80, 15, 90000),
    ("老客户答谢会", "城郊酒店", 30, 5, 28000),
]
EVENT_PLAN = "{place}展车四台，试驾两台；现场登记送礼，当天回访。"
EVENT_STEPS = (
    "前 14 天定场地与展车；前 7 天电话邀约在谈客户；前 1 天布展；后 1 天内回访全部登记客户。"
)
EVENT_RESULT = "来客与预计相当，登记客户一天内全部回访；下次提前一周电话邀约。"
# The show that is on now, and who asked at its stand in the last hour.
SHOW = ("国际汽车展览会", "会展中心 2 号馆", 80, 10, 90000)
SHOW_VISITORS = [
    ("邵先生", "揽境", "七座的，后排空间多大"),
    ("温女士", "ID.4 CROZZ", "想周末试驾，冬天续航多少"),
    ("汤先生", "速腾", "展会上订车有什么优惠"),
    ("苗女士", "", "旧车能置换吗"),
]
VISITORS = [("罗先生", "高尔夫"), ("顾先生", "探岳")]
VISIT_NOTES = ["随便看看", "带家人看车", "问活动价", "陪朋友来", "取资料"]

# What people write to a portal or a stand; what came in the last minutes; what was set aside.
WORDS_OF_LEADS = [
    "想了解一下最低价",
    "有没有现车，周末想试驾",
    "分期首付多少，旧车能置换吗",
    "请发一份报价",
    "在展台登记，想看内饰",
    "",
]
# Sources of leads by channel, and what came to the mailbox of the last.
SOURCES = {"autohome": "汽车之家", "yiche": "易车", "douyin": "抖音", "website": "官网邮箱"}
MAILS = [
    ("no-reply@portal.example.com", "新线索通知：速腾", "taken", ""),
    ("chen@example.com", "想了解 ID.4 的优惠", "taken", ""),
    ("newsletter@example.com", "本周行业资讯", "ignored", "bulk"),
    ("zhao@example.com", "自动回复：我在休假", "ignored", "auto_reply"),
    ("form@portal.example.com", "您有一条新的咨询", "set_aside", "no_contact"),
]
LEADS_NOW = [
    ("autohome", "彭先生", "速腾", "本月优惠多少，有现车吗"),
    ("yiche", "曾女士", "探岳", "想周末试驾"),
    ("douyin", "田先生", "ID.4 CROZZ", "看了直播，想了解续航"),
]
LEADS_ASIDE = [
    ("贾先生", "1380000", "速腾多少钱", "bad_phone"),
    ("测试", "13111111111", "测试", "test_data"),
    ("石女士", "13900006021", "点错了，不买车", "no_intent"),
    ("康先生", "13900006022", "在外地，方便上门吗", "outside"),
]

# The telephone desk of the first store: its manager, then who calls.
DESK_STAFF = [
    ("manager", "谢芳", "xie.fang"),
    ("consultant", "董洁", "dong.jie"),
    ("consultant", "袁野", "yuan.ye"),
]
DESK_TALKS = [
    "介绍配置与价格，客户问置换补贴",
    "对比竞品，客户关心油耗和保值率",
    "讲金融方案，客户要和家人商量",
    "约周末到店试驾",
    "发报价单，客户答应看后回复",
    "问交车时间和颜色，现车不多",
]
# Of each talk in the same order: what interests them, what they object to, what was introduced, a remark.
DESK_PARTS = [
    ("价格；置换", "价格偏高", "介绍车型；讲了置换", "理性"),
    ("油耗；保值率", "对比其他车型", "介绍车型", "健谈"),
    ("金融", "家人没说服", "讲了金融方案", "热情"),
    ("试驾", "没空到店", "邀请试驾", "爽快"),
    ("价格", "等优惠", "讲了优惠", "着急"),
    ("交车时间；颜色", "没有现车", "", ""),
]
# Who decides, and who they are.
DESK_DECIDERS = [("本人", "车主"), ("爱人", "配偶"), ("王总", "公司老板"), ("父亲", "出资人")]
ROUND_UPS = [
    "约到两位周末到店，报价单都已发出。",
    "三类有进展，明天重点跟二类的合同。",
    "新客户接通率低，明天换时段打。",
]
DESK_NEXT = {
    "0": "开场，问需求，找决策人",
    "1": "催款",
    "2": "催合同，再催款",
    "3K": "解决剩下的异议，发合同",
    "3": "解决异议，约到店",
    "5": "找决策人",
}
