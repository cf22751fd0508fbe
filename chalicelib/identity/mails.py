"""What identity writes to people, in their language."""

from __future__ import annotations

import re

from chalicelib.kit.config import config
from chalicelib.kit.mail_layout import Letter

_ADVERTISING = re.compile(r"[/@:]|\.\S")
"""What a name has only if somebody wants to send strangers an address of theirs in our mail."""


def confirmation(language: str, name: str, token: str) -> Letter:
    """Opens the account that somebody registered."""
    if language == "zh":
        return Letter(
            "zh",
            f"请确认您在 {_shop()} 的邮箱地址",
            [_hello_zh(name), "请点击下面的按钮确认邮箱地址，确认后即可登录。链接 48 小时内有效，仅可使用一次。"],
            button=("确认邮箱地址", f"/confirm?token={token}"),
            closing=["如果您没有注册，请不要点击按钮，直接忽略本邮件即可，我们不会创建账户。"],
        )
    return Letter(
        "en",
        f"Confirm your e-mail address for {_shop()}",
        [
            _hello(name),
            "Confirm your e-mail address to open your account. The link works once, within 48 hours, and signs you in.",
        ],
        button=("Confirm e-mail address", f"/confirm?token={token}"),
        closing=["If you did not register, do not press the button. Ignore this mail and no account is opened."],
    )


def already_registered(language: str, name: str) -> Letter:
    """Somebody registered with an address that has an account."""
    if language == "zh":
        return Letter(
            "zh",
            f"您在 {_shop()} 已有账户",
            [_hello_zh(name), "有人使用您的邮箱地址注册账户。您已有账户，直接登录即可，账户没有任何变化。"],
            button=("登录", "/sign-in"),
            closing=["忘记密码？请在登录页面重置。如果不是您本人操作，无需理会。"],
        )
    return Letter(
        "en",
        f"You already have an account at {_shop()}",
        [
            _hello(name),
            "Somebody registered with your e-mail address. You have an account already, so just sign in. Nothing was changed.",
        ],
        button=("Sign in", "/sign-in"),
        closing=["Forgot your password? Reset it on the sign-in page. If this was not you, there is nothing to do."],
    )


def password_reset(language: str, name: str, token: str) -> Letter:
    """Sets a new password."""
    if language == "zh":
        return Letter(
            "zh",
            f"重置您在 {_shop()} 的密码",
            [_hello_zh(name), "请点击下面的按钮设置新密码。链接 1 小时内有效，仅可使用一次。"],
            button=("设置新密码", f"/reset-password?token={token}"),
            closing=["如果不是您本人操作，请忽略本邮件，密码不会改变。"],
        )
    return Letter(
        "en",
        f"Reset your password for {_shop()}",
        [_hello(name), "Choose a new password with the button below. The link works once, within one hour."],
        button=("Choose a new password", f"/reset-password?token={token}"),
        closing=["If you did not ask for this, ignore this mail. Your password stays as it is."],
    )


def password_changed(language: str, name: str) -> Letter:
    """A notice that lets the owner act if it was somebody else."""
    if language == "zh":
        return Letter(
            "zh",
            f"您在 {_shop()} 的密码已更改",
            [_hello_zh(name), "您的密码刚刚已更改，其他设备均已退出登录。"],
            button=("不是我本人：重置密码", "/forgot-password"),
        )
    return Letter(
        "en",
        f"Your password for {_shop()} was changed",
        [_hello(name), "Your password was changed a moment ago. Every other device was signed out."],
        button=("That was not me: reset my password", "/forgot-password"),
    )


def sign_in_blocked(language: str, name: str) -> Letter:
    """Somebody guesses, or the owner forgot."""
    if language == "zh":
        return Letter(
            "zh",
            f"您在 {_shop()} 的账户多次登录失败",
            [
                _hello_zh(name),
                "有人多次使用错误的密码尝试登录您的账户。来自该网络的登录现在需要等待一段时间，其他地方不受影响。",
                "如果是您本人忘记了密码，可以立即重置。如果不是，您的账户仍然安全，无需操作。",
            ],
            button=("重置密码", "/forgot-password"),
        )
    return Letter(
        "en",
        f"Wrong passwords for your account at {_shop()}",
        [
            _hello(name),
            "Somebody tried several wrong passwords for your account. From that network, signing in now has to wait. "
            "Elsewhere you can sign in as ever.",
            "If it was you, you can reset your password right away. If not, your account is safe and there is nothing to do.",
        ],
        button=("Reset my password", "/forgot-password"),
    )


def roles_changed(language: str, name: str, roles: str) -> Letter:
    """What an account may do has changed."""
    if language == "zh":
        return Letter(
            "zh",
            f"您在 {_shop()} 的权限已更改",
            [_hello_zh(name), "管理员更改了您的账户权限，十分钟内生效。"],
            rows=[("现有角色", roles)],
        )
    return Letter(
        "en",
        f"Your access at {_shop()} was changed",
        [_hello(name), "An administrator changed what your account may do. It takes effect within ten minutes."],
        rows=[("Roles now", roles)],
    )


def _shop() -> str:
    return config().shop_name


def _hello(name: str) -> str:
    return "Hello," if _ADVERTISING.search(name) else f"Hello {name},"


def _hello_zh(name: str) -> str:
    return "您好！" if _ADVERTISING.search(name) else f"{name}，您好！"
