"""The Scenarios page: every lever, link, file and topic, in every language."""

from __future__ import annotations

import pytest

from hkzero.text import LANGUAGE_TAGS, LANGUAGES
from tests.seen import assert_whole


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_whole_in_every_language(open_page, lang):
    assert_whole(open_page("scenarios", LANGUAGE_TAGS[lang]), 2)
