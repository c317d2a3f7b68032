"""The columns of a customers' file, and cards looked up by the thousand."""

from foundation.importing.cells import choice, identity, of_field, text
from foundation.words import folded, words_of

from ..customers.models import Customer, CustomerType, Gender, Lifecycle
from ..customers.services import tidy_introducer
from .models import Opportunity

CARD_FIELDS = (
    "name",
    "gender",
    "birthday",
    "source",
    "customer_type",
    "district",
    "lifecycle",
    "channel",
    "contact_person",
    "company_nature",
    "trade",
    "position",
    "address",
    "postcode",
    "email",
    "id_number",
    "wechat",
    "family",
    "hobbies",
    "clubs",
    "circumstances",
    "information_source",
    "introducer_name",
    "introducer_phone",
    "introducer_relation",
    "first_visit_on",
)
# Of these one digit more or less is another person.
IDENTITIES = ("id_number", "introducer_phone", "postcode", "wechat")
INTENT_FIELDS = (
    "version",
    "models_looked_at",
    "colour",
    "objection",
    "budget",
    "payment_method",
    "trade_in",
)

# What the columns may be called in a Chinese spreadsheet.
CARD_HEADERS = {
    "name": ("姓名", "客户姓名", "客户名称"),
    "gender": ("性别",),
    "birthday": ("生日", "出生日期"),
    "source": ("来源", "客户来源"),
    "customer_type": ("客户类型", "客户性质"),
    "district": ("区域", "所在区域", "所属区域"),
    "lifecycle": ("客户阶段", "客户状态"),
    "channel": ("渠道",),
    "contact_person": ("联系人",),
    "company_nature": ("公司性质", "单位性质"),
    "trade": ("行业",),
    "position": ("职位", "职务"),
    "address": ("地址",),
    "postcode": ("邮编",),
    "email": ("邮箱", "电子邮箱"),
    "id_number": ("身份证号", "证件号码"),
    "wechat": ("微信", "微信号"),
    "family": ("家庭情况", "家庭"),
    "hobbies": ("爱好", "兴趣爱好"),
    "clubs": ("俱乐部", "社团"),
    "circumstances": ("其他情况",),
    "information_source": ("信息来源",),
    "introducer_name": ("介绍人", "介绍人姓名"),
    "introducer_phone": ("介绍人电话", "介绍人手机"),
    "introducer_relation": ("与介绍人关系",),
    "first_visit_on": ("首次来店日期", "首次到店日期", "首次来店"),
    "models_looked_at": ("看过的车型", "关注车型"),
    "version": ("版本", "配置"),
    "colour": ("颜色",),
    "objection": ("主要异议",),
    "budget": ("预算", "购车预算"),
    "payment_method": ("付款方式",),
    "trade_in": ("置换旧车", "置换车", "旧车置换"),
}


def model_name(cell):
    return text(80)(words_of(cell))


def car_keys(car):
    """What a file may call the car: its model, or brand and model; case and width tell nothing apart."""
    return {folded(car.model), folded(str(car))}


def person_name(cell):
    return text(80)(words_of(cell))


def field_readers():
    """The reader of each card and intent field by its model name."""
    readers = {name: of_field(Customer._meta.get_field(name)) for name in CARD_FIELDS}
    readers |= {name: of_field(Opportunity._meta.get_field(name)) for name in INTENT_FIELDS}
    readers |= {name: identity(readers[name]) for name in IDENTITIES}
    readers["name"] = person_name
    as_typed = readers["introducer_phone"]
    readers["introducer_phone"] = identity(lambda cell: tidy_introducer(as_typed(cell)))
    # Out of use is a card by a decision about it alone, never by a column (R2.6).
    readers["lifecycle"] = choice(
        [pair for pair in Lifecycle.choices if pair[0] != Lifecycle.INACTIVE]
    )
    readers["gender"] = choice(Gender.choices, 男="M", 女="F", 未知="U")
    readers["customer_type"] = choice(CustomerType.choices, 私="private", 公="company")
    return readers
