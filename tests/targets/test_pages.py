"""The grid of targets (R9.7)."""

from orders.targets.models import Target
from tests.factories import Floor, UserFactory
from tests.orders.conftest import at


def test_targets_are_a_grid(director, browse, floor, order, today):
    url = at("target_grid")
    form = director.get(url).context["form"]
    assert [str(line) for line in form.lines] == ["Whole store", str(floor.consultant), "Golf"]
    _store, person, model = (line.key for line in form.lines)
    values = {"orders_store": "10", "deliveries_store": "8"}
    values |= {f"orders_{person}": "6", f"orders_{model}": ""}
    assert director.post(url, values).status_code == 302
    assert Target.objects.get(consultant=floor.consultant).orders == 6
    assert Target.objects.get(consultant=None, model="").month == today.replace(day=1)
    assert director.post(url, {"orders_store": "-1"}).context["form"].errors
    assert director.get(url, {"month": "2031-01", "store": "x"}).status_code == 200
    lines = browse(floor.manager).get(url).context["form"].lines
    assert [line.consultant for line in lines] == [floor.consultant]


def test_a_region_director_chooses_the_store(browse, floor, now):
    near = Floor()
    near.store.region = floor.store.region
    near.store.save()
    region = UserFactory(role="director", store=None, region=floor.store.region)
    client = browse(region)
    client.post(f"{at('target_grid')}?store={near.store.pk}", {"orders_store": "3"})
    assert Target.objects.get().store == near.store
    assert client.get(at("vehicle_create")).status_code == 200
    assert client.get(at("vehicle_list")).status_code == 200
