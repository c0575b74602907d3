"""What is computed in the background for the rule book: what a draft would change."""

from procrastinate.contrib.django import app

from towpath.domain.rulebook.actions import comparisons
from towpath.jobs.task import BackOff, present
from towpath.kernel.in_force import job_occasion


@app.task(name=comparisons.COMPUTE_TASK, lock=comparisons.COMPUTE_TASK, retry=BackOff())
def compare(reference: str) -> None:
    """One at a time: each reads the whole past."""
    comparisons.compute(reference, job_occasion(present()))
