"""What the server says, line by line, to whoever may not listen."""

import logging
import os
import select

from app.serving.logs import Lines, OnceASecond


def test_lines_that_were_dropped_are_counted():
    reading, writing = os.pipe()
    lines = Lines(writing, "{} lost".format, waiting=3)
    long = "a" * 2**17  # more than a pipe holds
    lines.say(long)
    assert select.select([reading], [], [], 20)[0] == [reading]
    for number in range(5):
        lines.say(str(number))
    with open(reading) as pipe:
        assert [pipe.readline().strip() for _ in range(5)] == [long, "2 lost", "0", "1", "2"]
    os.close(writing)


def test_one_line_a_second_of_each_kind_and_the_next_counts_the_others():
    now = 0.0
    kept = OnceASecond(lambda: now)
    records = [
        logging.LogRecord("a", logging.WARNING, "file", line, "%s", ("text",), None) for line in (1, 1, 2, 1)
    ]
    assert [kept.filter(record) for record in records] == [True, False, True, False]
    now = 1.0
    assert kept.filter(records[0]) and records[0].getMessage() == "text (and 2 more like it)"
