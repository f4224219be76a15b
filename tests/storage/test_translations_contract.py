"""Translations are kept with their posts (TranslationStore)."""

from bot.model.post import Origin
from bot.model.translation import Excerpt
from bot.ports import Archive
from tests.storage.samples import NOW, read_all, seen


async def _post_id(archive: Archive) -> int:
    await archive.take_in([seen(1, "Прорыв у Соледара", origin=Origin.LIVE)], now=NOW)
    ((_, post),) = (await read_all(archive)).items()
    return post.post_id


async def test_an_excerpt_is_known_by_post_words_and_language(archive: Archive) -> None:
    post_id = await _post_id(archive)
    excerpt = Excerpt(post_id=post_id, text="Прорыв у Соледара")
    others = [Excerpt(post_id=post_id, text="Прорыв"), Excerpt(post_id=post_id + 1, text=excerpt.text)]
    await archive.keep_translation(excerpt, "en", "A breakthrough at Soledar", now=NOW)
    await archive.keep_translation(excerpt, "en", "another try", now=NOW)
    assert await archive.translations([*others, excerpt], "en") == {excerpt: "A breakthrough at Soledar"}
    assert await archive.translations([excerpt], "de") == {}
    assert await archive.translations([], "en") == {}


async def test_a_translation_of_a_post_that_is_gone_is_not_kept(archive: Archive) -> None:
    gone = Excerpt(post_id=12345, text="Прорыв")
    await archive.keep_translation(gone, "en", "A breakthrough", now=NOW)
    assert await archive.translations([gone], "en") == {}
