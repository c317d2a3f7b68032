"""The browser fixtures themselves: sizes, languages, styles and the policy they watch."""

import pytest


@pytest.mark.parametrize("viewport, width", [("phone", 390), ("desktop", 1280)])
def test_pages_have_the_size_of_the_device(new_page, viewport, width):
    page = new_page(viewport)
    page.goto("/health")
    assert page.evaluate("screen.width") == width


def test_pages_ask_in_their_language(new_page):
    answer = new_page("phone", locale="zh-CN").goto("/health")
    assert answer.headers["content-language"] == "zh-hans"


def test_the_live_server_serves_the_vendor_files(page):
    for path in ("bootstrap/bootstrap.min.css", "bootstrap-icons/fonts/bootstrap-icons.woff2"):
        assert page.request.get(f"/static/vendor/{path}").ok


def test_axe_complains_about_a_picture_without_words(page, assert_accessible):
    page.goto("/health")
    page.set_content('<html lang="en"><title>t</title><main><h1>t</h1><img src="/x"></main>')
    with pytest.raises(AssertionError, match="image-alt"):
        assert_accessible(page)
