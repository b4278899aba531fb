"""A word is found by its pieces, whatever stands around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.searches import cut, cut_word, is_caseless

CHARACTERS = st.text("食品案aB1（-\"'&:* 𠮷", max_size=12)


@given(CHARACTERS, CHARACTERS, CHARACTERS)
def test_every_piece_of_a_word_is_among_the_pieces_of_a_text_that_holds_it(before, word, after):
    pieces = cut([before + word + after]).split()
    for each in word.split():
        for piece in cut_word(each):
            assert any(other.startswith(piece) if len(each) == 1 else other == piece for other in pieces)


@pytest.mark.parametrize("word", ["食品", "AB", "品"])
def test_a_text_without_the_word_lacks_a_piece(word):
    assert not set(cut_word(word)) <= set(cut(["品食案", "ba"]).split())


def test_digits_are_told_apart_by_threes():
    assert len(cut_word("商行49")) == 2
    assert set(cut_word("商行49")) <= set(cut(["某商行491"]).split())
    assert not set(cut_word("商行49")) <= set(cut(["某商行401号，49 件"]).split())


def test_pieces_are_letters_and_digits_and_each_stands_once():
    pieces = cut(["食品*食品", None, ""]).split()
    assert len(pieces) == len(set(pieces)) == 4 and all(piece.isalnum() for piece in pieces)


@pytest.mark.parametrize(
    ("word", "expected"), [("食品", True), ("49（-", True), ("Vc", False), ("食ß", False)]
)
def test_a_word_without_letters_of_two_cases_need_not_be_folded(word, expected):
    assert is_caseless(word) is expected
