"""Several steps at once: most of them wait for clocks, or keep one processor busy."""

from concurrent.futures import ThreadPoolExecutor, wait

import processes

WIDTH = 2


def side_by_side(steps, width=WIDTH):
    """Calls each of `steps`, `width` at a time, in their order. After one that raises, or an interrupt, none is begun."""
    next_steps, raised = iter(list(steps)), []  # all lanes take theirs from it

    def lane():
        for step in next_steps:
            if raised:
                return
            try:
                step()
            except BaseException as error:  # it is the caller's
                raised.append(error)

    with ThreadPoolExecutor(width) as pool:
        lanes = [pool.submit(lane) for _ in range(width)]
        try:
            wait(lanes)
        except KeyboardInterrupt as interrupt:
            raised.append(interrupt)
            processes.end_all()
            wait(lanes)
    if raised:
        raise raised[0]
