"""The manual's paper forms, printed from the demonstration, column by column in the form's words (R9.1–R9.4).

The pages are made by the site and printed by Chromium; what is compared is read back from the PDF.
"""

import io
import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.people.models import User
from leads.customers.models import Customer
from orders.buyers.models import OwnedVehicle

SITE, HTML = "http://paper.test", "text/html; charset=utf-8"

REGISTERED = ["手机", "地址", "当场订车", "等级", "车型、版本、颜色", "销售顾问", "顾问确认"]
REGISTERED += ["经理核对", "备注"]
FORMS = {
    "/sheets/walk-ins/paper": ["姓名", "日期", "到店时间", "离店时间", *REGISTERED],
    "/sheets/call-ins/paper": ["姓名", "日期", "来电时间", "首次联系", *REGISTERED],
    "/sheets/progression/paper": [
        *["序号", "客户", "首次联系", "品牌车型", "手机", "来源代码", "上月转入", "本月新增"],
        *["月末", "销售顾问"],
    ],
    "/sheets/daily/paper": [
        *["潜在客户", "上期结转", "今日新增", "累计", "本月累计", "有效跟踪"],
        *["用户维护", "顾客推进", "潜在开发", "已售", "需支援事项", "答复"],
        *["序号", "客户", "品牌车型", "手机", "前", "后", "联系方式", "备注", "销售顾问"],
    ],
}
EXPLAINED = {
    "/sheets/walk-ins/paper": "首次来店即订车的打✓",
    "/sheets/call-ins/paper": "此前本店没有登记过的客户打✓",
}
FRONT = ["卡号", "销售顾问", "姓名", "性别", "手机", "生日", "客户类型", "区域", "来源", "信息来源"]
FRONT += ["其他情况", "介绍人", "介绍人卡号", "看过的车型", "主要异议", "购车预算", "付款方式"]
FRONT += ["计划访问", "实际访问", "访后等级", "下次访问日", "经理核对"]
BACK = ["车型代码", "出厂年月", "交车日期", "车架号", "车牌号", "上牌日期", "价格", "加装配件"]
BACK += ["贷款金额", "贷款期限", "保险公司", "保险金额", "保险到期日", "感谢电话", "感谢信"]
BACK += [
    "首保提醒电话",
    "新品资料",
    "活动邀请",
    "节日问候",
    "生日贺卡",
    "关怀拜访",
    "计划",
    "已执行",
]


@pytest.fixture
def director(demonstration, monkeypatch):
    """The director of a store of the demonstration, at the moment when it was made."""
    made_at = demonstration.made_at.astimezone(ZoneInfo("Asia/Shanghai"))
    monkeypatch.setattr("foundation.clock.now", lambda: made_at)
    client = Client(headers={"accept-language": "zh-hans"})
    person = User.objects.filter(role="director", store__isnull=False).order_by("pk").first()
    client.force_login(person)
    client.store = person.store
    return client


@pytest.fixture
def printed(browser, director):
    """`printed(address)`: the pages of the PDF, each as text without gaps."""
    context = browser.new_context()

    def style(route):
        path = route.request.url.removeprefix(f"{SITE}/static/").split("?")[0]
        if found := finders.find(path):
            route.fulfill(path=found)
        else:
            route.abort()

    def print_page(address):
        # Asked for here: what answers the browser's requests runs beside this test's connection.
        answer = director.get(address)
        assert answer.status_code == 200
        page = context.new_page()
        page.route(f"{SITE}/static/**", style)
        page.route(
            SITE + address, lambda route: route.fulfill(body=answer.content, content_type=HTML)
        )
        page.goto(SITE + address)
        reader = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
        return [re.sub(r"\s", "", sheet.extract_text()) for sheet in reader.pages]

    yield print_page
    context.close()


@pytest.mark.parametrize("address", FORMS)
def test_a_sheet_has_the_columns_of_the_form(demonstration, director, printed, address):
    # A day of the demonstration may be too young for visitors.
    week = demonstration.made_at - timedelta(days=7)
    asked = f"{address}?start={week:%Y-%m-%d}" if address in EXPLAINED else address
    text = printed(asked)[0]
    assert [name for name in FORMS[address] if name not in text] == []
    heads = re.findall(r"<th[^>]*>\s*([^<]*?)\s*</th>", director.get(asked).content.decode())
    places = [heads.index(name) for name in FORMS[address] if name in heads]
    if "daily" not in address:
        assert places == sorted(places)
    assert EXPLAINED.get(address, "") in text


def test_the_cards_front_and_back(director, printed):
    car = OwnedVehicle.objects.filter(store=director.store, opportunity__isnull=False)
    customer = Customer.objects.get(pk=car.order_by("pk").values("customer")[:1])
    pages = printed(reverse("reports:customer_card", args=[customer.pk]))
    back = next(number for number, text in enumerate(pages) if "十二个月联系计划" in text)
    front = "".join(pages[:back])
    assert [name for name in FRONT if name not in front] == []
    assert [name for name in BACK if name not in "".join(pages[back:])] == []
