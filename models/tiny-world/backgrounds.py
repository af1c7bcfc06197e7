"""The places: everything behind the subject."""

import numpy as np

from canvas import Canvas
from palette import Rgb, mix, shade
from scene import Scene

HORIZON = 58.0  # pixels from the top
_FAR = 0.55  # share of the camera's pan that far things show


class Background:
    """One scene's place with its random layout fixed."""

    def __init__(self, scene: Scene, rng: np.random.Generator) -> None:
        self._scene = scene
        self._slots = np.arange(5) * 34 - 34 + rng.uniform(-9, 9, 5)  # x of repeated things, pixels
        self._sizes = rng.uniform(0.75, 1.25, 5)
        self._stars = rng.uniform((-20, 2), (116, 94), (34, 2))
        self._disc_x = float(rng.uniform(14, 82))

    def draw(self, canvas: Canvas, progress: float) -> None:
        """Paints the place; `progress` runs 0..1 over the clip."""
        if self._scene.place == "space":
            self._space(canvas)
            return
        self._sky(canvas)
        getattr(self, f"_{self._scene.place}")(canvas, progress)

    def _paint(self, colour: Rgb) -> Rgb:
        return shade(colour, self._scene)

    def _sky(self, canvas: Canvas) -> None:
        scene = self._scene
        if scene.weather != "clear":
            return
        if scene.time == "night":
            for x, y in self._stars[:16]:
                canvas.ellipse(x, y * 0.5, 0.8, 0.8, (235, 235, 220), 0.15)
            canvas.ellipse(self._disc_x, 16, 7, 7, (240, 238, 210), 0.15)
        elif scene.time == "sunset":
            canvas.ellipse(self._disc_x, HORIZON - 8, 10, 10, (255, 225, 120), 0.15)
        else:
            canvas.ellipse(self._disc_x, 15, 7.5, 7.5, (255, 240, 130), 0.15)
            for x, size in zip(self._slots[1::2], self._sizes):
                canvas.ellipse(x + 12, 26 * size, 12, 4, (250, 252, 255), 0.35)
                canvas.ellipse(x + 15, 26 * size - 3, 7, 4.5, (250, 252, 255), 0.35)

    def _ground(self, canvas: Canvas, colour: Rgb) -> None:
        canvas.rect(-200, HORIZON, 300, 300, self._paint(colour))

    def _grass(self, canvas: Canvas, _progress: float) -> None:
        for x, size in zip(self._slots, self._sizes):
            canvas.ellipse(x, HORIZON + 8, 26, 18 * size, self._paint((70, 150, 75)), _FAR)
        self._ground(canvas, (100, 190, 75))
        for i, (x, size) in enumerate(zip(self._slots, self._sizes)):
            y = 68 + (i * 11) % 24
            canvas.polygon(np.array([(x - 4, y), (x, y - 7 * size), (x + 4, y)]), self._paint((60, 145, 55)))

    def _desert(self, canvas: Canvas, _progress: float) -> None:
        for x, size in zip(self._slots, self._sizes):
            canvas.ellipse(x, HORIZON + 8, 30, 16 * size, self._paint((225, 175, 105)), _FAR)
        self._ground(canvas, (240, 205, 135))
        green = self._paint((70, 130, 80))
        for x, size in zip(self._slots[::2], self._sizes):
            canvas.rect(x - 2.5, HORIZON - 12 * size, x + 2.5, HORIZON + 5, green)
            canvas.rect(x - 8, HORIZON - 6 * size, x + 8, HORIZON - 3 * size, green)
            canvas.rect(x - 8, HORIZON - 10 * size, x - 5, HORIZON - 3 * size, green)
            canvas.rect(x + 5, HORIZON - 11 * size, x + 8, HORIZON - 3 * size, green)

    def _sea(self, canvas: Canvas, progress: float) -> None:
        self._ground(canvas, (35, 110, 180))
        crest = self._paint((120, 190, 230))
        for row in range(4):
            y = HORIZON + 6 + row * 9
            for x in self._slots + row * 13 + 6 * progress * (1 if row % 2 else -1):
                canvas.ellipse(x, y, 8, 1.3, crest)

    def _city(self, canvas: Canvas, _progress: float) -> None:
        window = (255, 225, 120) if self._scene.time == "night" else self._paint((205, 220, 235))
        for i, (x, size) in enumerate(zip(self._slots, self._sizes)):
            top = HORIZON - 30 * size
            canvas.rect(x - 13, top, x + 13, HORIZON, self._paint(((125, 130, 145), (150, 120, 110))[i % 2]), _FAR)
            for y in np.arange(top + 5, HORIZON - 5, 9):
                canvas.rect(x - 8, y, x - 3, y + 4, window, _FAR)
                canvas.rect(x + 3, y, x + 8, y + 4, window, _FAR)
        self._ground(canvas, (85, 88, 95))
        for x in np.arange(-60, 160, 26):
            canvas.rect(x, 80, x + 13, 83, self._paint((235, 235, 220)))

    def _snow(self, canvas: Canvas, _progress: float) -> None:
        for x, size in zip(self._slots, self._sizes):
            peak = HORIZON - 30 * size
            slope = np.array([(x - 24, HORIZON), (x, peak), (x + 24, HORIZON)])
            canvas.polygon(slope, self._paint((135, 150, 180)), _FAR)
            cap = np.array([(x - 9, peak + 11 * size), (x, peak), (x + 9, peak + 11 * size)])
            canvas.polygon(cap, self._paint((245, 248, 255)), _FAR)
        self._ground(canvas, (238, 243, 252))
        for x, size in zip(self._slots, self._sizes):
            canvas.ellipse(x, 76 + 9 * size, 14, 2.5, self._paint((200, 215, 238)))

    def _space(self, canvas: Canvas) -> None:
        for i, (x, y) in enumerate(self._stars):
            canvas.ellipse(x, y, 0.6 + 0.5 * (i % 3), 0.6 + 0.5 * (i % 3), (235, 235, 225), 0.4)
        planet: Rgb = (190, 120, 80) if self._sizes[0] > 1 else (90, 130, 170)
        canvas.ellipse(self._disc_x, 17, 11, 11, planet, 0.6)
        canvas.ellipse(self._disc_x, 17, 19, 2.5, mix(planet, (255, 255, 255), 0.4), 0.6)
