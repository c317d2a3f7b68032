"""The people of the two stores, by name; user names are their pinyin."""

from dataclasses import dataclass, field

from accounts.people.models import Region, Role, Store, User

REGION = ("QY01", "直营大区")
REGION_DIRECTOR = ("郑国华", "zheng.guohua")

STORES = {
    "JY01": {
        "name": "北京嘉源店",
        Role.DIRECTOR: [("赵敏", "zhao.min")],
        Role.GENERAL_MANAGER: [("沈建国", "shen.jianguo")],
        Role.MANAGER: [("王伟", "wang.wei"), ("刘洋", "liu.yang")],
        Role.CONSULTANT: [
            ("李娜", "li.na"),
            ("张强", "zhang.qiang"),
            ("陈静", "chen.jing"),
            ("杨帆", "yang.fan"),
            ("黄磊", "huang.lei"),
            ("周婷", "zhou.ting"),
        ],
        Role.RECEPTION: [("吴倩", "wu.qian")],
        Role.MARKETING: [("徐明", "xu.ming")],
        Role.SERVICE: [("孙丽", "sun.li")],
        Role.FINANCE: [("马俊", "ma.jun")],
        Role.ADMINISTRATOR: [("朱琳", "zhu.lin")],
    },
    "JY02": {
        "name": "上海嘉源店",
        Role.DIRECTOR: [("何平", "he.ping")],
        Role.GENERAL_MANAGER: [("邵红", "shao.hong")],
        Role.MANAGER: [("郭涛", "guo.tao"), ("林芳", "lin.fang")],
        Role.CONSULTANT: [
            ("高翔", "gao.xiang"),
            ("罗敏", "luo.min"),
            ("郑凯", "zheng.kai"),
            ("梁雪", "liang.xue"),
            ("宋佳", "song.jia"),
        ],
        Role.RECEPTION: [("唐欣", "tang.xin")],
        Role.MARKETING: [("许晨", "xu.chen")],
        Role.SERVICE: [("韩梅", "han.mei")],
        Role.FINANCE: [("冯婧", "feng.jing")],
        Role.ADMINISTRATOR: [("曹阳", "cao.yang")],
    },
}

# How often each consultant of a store, in order, lets a promise slip: 1 is the common measure.
CARELESSNESS = (1.0, 0.3, 0.2, 2.0, 0.5, 0.8)


@dataclass
class Staff:
    """Who works where, in the order in which they were hired."""

    region_director: User
    stores: list[Store] = field(default_factory=list)
    people: list[User] = field(default_factory=list)

    def of(self, role, store=None):
        return [p for p in self.people if p.role == role and store in (None, p.store)]


def hire(password_hash):
    """Write region, stores and people; all share one password."""
    region = Region.objects.create(code=REGION[0], name=REGION[1])
    full_name, username = REGION_DIRECTOR
    head = _person(full_name, username, Role.DIRECTOR, password_hash, region=region)
    staff = Staff(head, people=[head])
    for code, plan in STORES.items():
        store = Store.objects.create(code=code, name=plan["name"], region=region)
        staff.stores.append(store)
        for role in Role:
            for full_name, username in plan[role]:
                person = _person(full_name, username, role, password_hash, store=store)
                staff.people.append(person)
    User.objects.bulk_create(staff.people)
    for store in staff.stores:
        managers = staff.of(Role.MANAGER, store)
        for n, consultant in enumerate(staff.of(Role.CONSULTANT, store)):
            consultant.manager = managers[n % len(managers)]
    User.objects.bulk_update(staff.people, ["manager"])
    return staff


def hire_for(store, plan, password_hash):
    """Further people of a store, ``(role, full name, user name)``; the first one leads the others."""
    found = [
        _person(full_name, username, role, password_hash, store=store)
        for role, full_name, username in plan
    ]
    User.objects.bulk_create(found)
    leader, *others = found
    for person in others:
        person.manager = leader
    User.objects.bulk_update(others, ["manager"])
    return found


def _person(full_name, username, role, password_hash, **place):
    return User(
        full_name=full_name,
        username=username,
        role=role,
        password=password_hash,
        email=f"{username}@example.com",
        # Whoever tries the demonstration comes in by the password alone.
        is_spared_second_factor=True,
        **place,
    )


def carelessness(staff, consultant):
    """How careless the consultant is, beside the others of the store."""
    colleagues = staff.of(Role.CONSULTANT, consultant.store)
    return CARELESSNESS[colleagues.index(consultant) % len(CARELESSNESS)]
