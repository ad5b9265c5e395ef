"""What can go wrong with a job that its request did not give away.

JobError
├── Busy         too many experiments under way already
│   └── Crowded  too many heavy ones
├── Closing      the server is ending
├── TooSlow      the deadline has passed
├── TooLarge     the experiment needs more memory than a worker may take
├── WorkerLost   its worker died again and again
└── Unanswerable the insight asked for does not apply to this experiment

WorkerDied is between the engine and the runner: a slice that is lost is run again.
"""


class JobError(Exception):
    """A job without an answer; the message tells the visitor why, and what to do.

    Where a page may say it in another language, `code` names what is wrong, and `values` are its numbers.
    """

    def __init__(self, *arguments: object, code: str = "", **values: object) -> None:
        super().__init__(*arguments)
        self.code = code
        self.values = values


class Busy(JobError):
    """Too many experiments are under way; `retry_after` says in how many seconds to ask again."""

    def __init__(self, limit: int, retry_after: int = 1) -> None:
        message = f"The server is working on {limit} experiments already. Ask again in a moment."
        super().__init__(message, code="busy", limit=limit)
        self.retry_after = retry_after


class Crowded(Busy):
    """Too many heavy experiments are under way, all in all or of one client."""

    def __init__(self, retry_after: int) -> None:
        message = (
            f"Too many large experiments are under way. Ask again in {retry_after} seconds, "
            "or lower epochs, samples, units or activations."
        )
        JobError.__init__(self, message, code="crowded", seconds=retry_after)
        self.retry_after = retry_after


class Closing(JobError):
    """The server is ending: it takes nothing new, and what is not done in time is given up."""

    retry_after = 5  # seconds: till another one has taken its place

    def __init__(self) -> None:
        super().__init__("The server is being restarted. Ask again in a few seconds.", code="closing")


class TooSlow(JobError):
    """The deadline has passed."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"The experiment took longer than the {seconds:g} seconds there are. "
            "Lower epochs, samples or resolution, or take fewer units, frames or activations.",
            code="slow",
            seconds=f"{seconds:g}",
        )


class TooLarge(JobError):
    """The experiment needs more memory than a worker may take."""

    def __init__(self) -> None:
        super().__init__(
            "The experiment needs more memory than the server gives to one. "
            "Lower resolution or frames, or take fewer units or activations.",
            code="large",
        )


class WorkerDied(Exception):
    """A slice's worker died, or was killed because the slice hung."""


class WorkerLost(JobError):
    """The job's worker died as often as we were willing to try again."""

    def __init__(self, tries: int) -> None:
        message = f"The process that trained this died or hung {tries} times. Try another experiment."
        super().__init__(message, code="lost", tries=tries)


class Unanswerable(JobError):
    """An insight that does not apply, or not like this; `field` and `value` are what is at fault."""

    def __init__(
        self, message: str, field: str = "", value: object = None, *, code: str = "", **values: object
    ) -> None:
        super().__init__(message, field, value, code=code, **values)  # all of it: a pickle brings it back
        self.message, self.field, self.value = message, field, value

    def __str__(self) -> str:
        return self.message
