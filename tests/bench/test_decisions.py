"""The table of the part `decisions`: it is sound, of the size that is claimed, and the bare function answers like it."""

from bench.decisions import DAY, INPUTS, Sale, bare, book, cases, decide, rows


def test_the_table_and_the_bare_function_answer_alike():
    held = book()
    assert (len(rows()), len(INPUTS), len(cases())) == (20, 5, 72)
    for case in cases():
        decision = decide(Sale(**case), held, on=DAY)
        assert (decision.outcome, decision.because[0].says) == bare(Sale(**case))
        assert (decision.facts, decision.question, decision.book) == (case, "bench.discount", held.fingerprint)
