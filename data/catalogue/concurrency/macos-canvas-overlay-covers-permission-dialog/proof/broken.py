"""A model of the macOS app: the agent asks for permission to run a command, and then shows its Canvas.

Windows are stacked by level first, as on macOS. The Canvas (level 24, one below the status bar) lies
over the permission dialog (level 8, a modal panel), and it stays until the command has finished. The
command waits for the dialog. The user can reach neither, whatever is clicked.
"""
import asyncio

MODAL_PANEL, STATUS_BAR = 8, 25


class Desktop:
    """The window server: a click goes to the topmost window at that point."""

    def __init__(self):
        self.windows = []

    def order_front(self, window):
        self.close(window)
        self.windows.append(window)

    def close(self, window):
        if window in self.windows:
            self.windows.remove(window)

    def click(self, what, x, y):
        hit = [w for w in self.windows if w.covers(x, y)]
        top = max(hit, key=lambda w: (w.level, self.windows.index(w)))
        print("[user] click at %d,%d (%s) -> %s" % (x, y, what, top.title))
        top.clicked(x, y)


class Window:
    def __init__(self, title, level, frame):
        self.title, self.level, self.frame, self.buttons = title, level, frame, {}

    def covers(self, x, y):
        left, top, right, bottom = self.frame
        return left <= x < right and top <= y < bottom

    def clicked(self, x, y):
        if (x, y) in self.buttons:
            self.buttons[(x, y)]()


async def run_command(desktop, command):
    answer = asyncio.get_running_loop().create_future()
    dialog = Window("Allow this command?", MODAL_PANEL, (300, 200, 700, 400))
    dialog.buttons = {(400, 360): lambda: answer.set_result("allow"), (600, 360): lambda: answer.set_result("deny")}
    desktop.order_front(dialog)
    print("[exec] approval requested: %r, dialog at level %d" % (command, dialog.level))
    decision = await answer
    desktop.close(dialog)
    return decision


async def show_canvas(desktop, until):
    canvas = Window("Canvas", STATUS_BAR - 1, (0, 0, 1000, 700))

    def close_button():
        print("[canvas] not closed: the agent's command is still running")

    canvas.buttons = {(980, 10): close_button}
    desktop.order_front(canvas)
    print("[canvas] canvas.present: window at level %d, closes when the command is done" % canvas.level)
    await until
    desktop.close(canvas)


async def main():
    desktop = Desktop()
    command = asyncio.create_task(run_command(desktop, "git push"))
    await asyncio.sleep(0)  # the dialog is up
    canvas = asyncio.create_task(show_canvas(desktop, until=command))
    await asyncio.sleep(0)
    desktop.click("Allow", 400, 360)
    desktop.click("Don't Allow", 600, 360)
    desktop.click("close Canvas", 980, 10)
    done, waiting = await asyncio.wait({command, canvas}, timeout=0.2)
    if waiting:
        for task in waiting:
            task.cancel()
        raise RuntimeError("deadlock: 'Allow this command?' is covered by Canvas. "
                           "The command waits for the user, Canvas waits for the command.")


if __name__ == "__main__":
    asyncio.run(main())
