"""Registry of what the stand-in changes in moto. Each change has a title; docs/stand-in.md explains every title."""

import functools
from typing import Any, Callable

#: Titles of all changes, in the order in which they were made.
TITLES: list[str] = []


def replaces(owner: Any, title: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Puts the decorated function in the place of `owner`'s attribute of the same name (or adds it)."""

    def install(function: Callable[..., Any]) -> Callable[..., Any]:
        remember(title)
        setattr(owner, function.__name__, function)
        return function

    return install


def extends(owner: Any, title: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Like `replaces`, for a function that takes what it replaces as its first argument."""

    def install(function: Callable[..., Any]) -> Callable[..., Any]:
        original = getattr(owner, function.__name__)

        @functools.wraps(original)
        def extended(*args: Any, **kwargs: Any) -> Any:
            return function(original, *args, **kwargs)

        remember(title)
        setattr(owner, function.__name__, extended)
        return function

    return install


def remember(title: str) -> None:
    if title not in TITLES:
        TITLES.append(title)
