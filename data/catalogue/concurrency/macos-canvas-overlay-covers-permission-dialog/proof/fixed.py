"""The same command and the same Canvas as in broken.py, with each of three fixes by itself.

The window server is the same. Where a fix is about the level, the Canvas still waits for the command;
where it is about the Canvas or the deadline, the dialog still is at its low level.
"""
import asyncio

FLOATING, MODAL_PANEL, STATUS_BAR = 3, 8, 25


class Window:
    def __init__(self, title, level, frame):
        self.title, self.level, self.frame, self.buttons = title, level, frame, {}

    def covers(self, x, y):
        left, top, right, bottom = self.frame
        return left <= x < right and top <= y < bottom


class Desktop:
    def __init__(self):
        self.windows = []

    def order_front(self, window):
        self.close(window)
        self.windows.append(window)

    def close(self, window):
        if window in self.windows:
            self.windows.remove(window)

    def top_at(self, x, y):
        hit = [w for w in self.windows if w.covers(x, y)]
        return max(hit, key=lambda w: (w.level, self.windows.index(w))) if hit else None

    def click(self, x, y):
        button = self.top_at(x, y).buttons.get((x, y))
        if button:
            button()


# region: approval-on-top
APPROVAL_LEVEL = STATUS_BAR + 1
AGENT_LEVEL_MAX = FLOATING


def present_agent_window(desktop, window):
    """Whatever the agent can open goes through here, and stays below every question to the user."""
    window.level = min(window.level, AGENT_LEVEL_MAX)
    desktop.order_front(window)


def present_approval(desktop, dialog):
    dialog.level = APPROVAL_LEVEL
    desktop.order_front(dialog)
    for x, y in dialog.buttons:  # a question that nobody can answer must not look like a question
        if desktop.top_at(x, y) is not dialog:
            desktop.close(dialog)
            raise RuntimeError("approval dialog is covered at %d,%d: deny and tell the user" % (x, y))
# endregion


# region: canvas-owned-by-user
class Canvas:
    """The user can always put it away. It never waits for the agent's command."""

    def __init__(self, desktop, window):
        self.desktop, self.window = desktop, window
        window.buttons[(980, 10)] = self.hide  # also bound to Esc and to the menu bar item

    def present(self):
        self.desktop.order_front(self.window)

    def hide(self):
        self.desktop.close(self.window)

    async def while_asking(self, question):
        """The Canvas steps aside while a question is open, and comes back afterwards."""
        was_visible = self.window in self.desktop.windows
        self.hide()
        try:
            return await question
        finally:
            if was_visible:
                self.present()
# endregion


# region: deadline-and-second-client
class Approvals:
    """A question has an id, a deadline and more than one place where it can be answered."""

    def __init__(self):
        self.pending = {}

    async def ask(self, request_id, command, seconds):
        answer = self.pending[request_id] = asyncio.get_running_loop().create_future()
        try:
            return await asyncio.wait_for(answer, seconds)
        except asyncio.TimeoutError:
            return "Exec denied (gateway id=%s, approval-timeout): %s" % (request_id, command)
        finally:
            del self.pending[request_id]

    def resolve(self, request_id, decision):
        """Called by the dialog, the command line or a chat: the first answer counts."""
        answer = self.pending.get(request_id)
        if answer is None or answer.done():
            return False
        answer.set_result(decision)
        return True
# endregion


def scene():
    desktop = Desktop()
    dialog = Window("Allow this command?", MODAL_PANEL, (300, 200, 700, 400))
    canvas = Window("Canvas", STATUS_BAR - 1, (0, 0, 1000, 700))
    answer = asyncio.get_running_loop().create_future()
    dialog.buttons = {(400, 360): lambda: answer.set_result("allow"), (600, 360): lambda: answer.set_result("deny")}
    return desktop, dialog, canvas, answer


async def check_levels():
    for canvas_first in (False, True):
        desktop, dialog, canvas, answer = scene()
        steps = [lambda: present_approval(desktop, dialog), lambda: present_agent_window(desktop, canvas)]
        for step in reversed(steps) if canvas_first else steps:
            step()
        desktop.click(400, 360)
        assert answer.done() and answer.result() == "allow"
        assert canvas.level < MODAL_PANEL  # nor does it cover any other dialog
    desktop, dialog, canvas, answer = scene()
    desktop.order_front(canvas)  # a window that went around present_agent_window
    present_approval(desktop, dialog)
    desktop.click(600, 360)
    assert answer.done() and answer.result() == "deny"
    desktop, dialog, canvas, answer = scene()
    desktop.order_front(Window("another app's overlay", 1000, (0, 0, 500, 700)))
    try:
        present_approval(desktop, dialog)
    except RuntimeError as error:
        assert "covered at 400,360" in str(error) and dialog not in desktop.windows
    else:
        raise AssertionError("a covered dialog was taken for a visible one")


async def check_canvas():
    desktop, dialog, window, answer = scene()
    canvas = Canvas(desktop, window)
    desktop.order_front(dialog)
    canvas.present()
    desktop.click(980, 10)  # the command is still waiting, and the Canvas goes away
    desktop.click(400, 360)
    assert await asyncio.wait_for(answer, 1) == "allow"

    desktop, dialog, window, answer = scene()
    canvas = Canvas(desktop, window)
    canvas.present()
    desktop.order_front(dialog)
    command = asyncio.create_task(canvas.while_asking(answer))
    await asyncio.sleep(0)
    desktop.click(600, 360)
    assert await asyncio.wait_for(command, 1) == "deny" and window in desktop.windows


async def check_deadline():
    desktop, dialog, canvas, _ = scene()
    approvals = Approvals()
    dialog.buttons = {(400, 360): lambda: approvals.resolve("a1", "allow")}
    desktop.order_front(dialog)
    desktop.order_front(canvas)
    command = asyncio.create_task(approvals.ask("a1", "git push", 5))
    await asyncio.sleep(0)
    desktop.click(400, 360)  # still hits the Canvas
    assert list(approvals.pending) == ["a1"]
    assert approvals.resolve("a1", "allow")  # from the command line or a chat
    assert not approvals.resolve("a1", "deny")
    assert await asyncio.wait_for(command, 1) == "allow"
    denied = await asyncio.wait_for(approvals.ask("a2", "git push", 0.05), 1)
    assert denied == "Exec denied (gateway id=a2, approval-timeout): git push" and not approvals.pending


async def main():
    await check_levels()
    await check_canvas()
    await check_deadline()
    print("the question stayed on top, the Canvas could be put away, an unanswered question ended in a denial")


if __name__ == "__main__":
    asyncio.run(main())
