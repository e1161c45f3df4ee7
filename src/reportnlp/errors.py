"""Errors that a person can read: one sentence on what happened and what to do."""

import errno

_OS_REASONS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限，或正被别的程序使用",
    errno.EPERM: "没有权限",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "已超出磁盘配额",
    errno.EROFS: "所在位置只能读",
    errno.EISDIR: "是文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.ENOTEMPTY: "文件夹不是空的",
    errno.EEXIST: "已有同名的文件或文件夹",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EINVAL: "文件名里有不能用的字符",
    errno.EIO: "读写出错",
    errno.EBUSY: "正被别的程序使用",
    errno.ETXTBSY: "正被别的程序使用",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "打开的文件太多",
    errno.EFBIG: "文件太大",
    errno.ELOOP: "链接绕成了圈",
    errno.ENXIO: "设备不可用",
    errno.ENODEV: "设备不可用",
    errno.ETIMEDOUT: "等待超时",
    errno.ESTALE: "网络位置已断开",
    errno.ECONNREFUSED: "连接被拒绝",
    errno.EPIPE: "对方已关闭",
    errno.ENOMEM: "内存不够",
}
_KINDS = ((FileNotFoundError, errno.ENOENT), (PermissionError, errno.EACCES), (TimeoutError, errno.ETIMEDOUT))


class ReportnlpError(Exception):
    """Base of every error that reportnlp raises on purpose.

    ``zh`` and ``en`` hold one sentence each; ``str(error)`` is the Chinese one.
    """

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.zh = zh
        self.en = en

    def __str__(self) -> str:
        return self.zh


class UnreadableError(ReportnlpError):
    """The input is not a document that can be read whole."""


class SettingsError(ReportnlpError):
    """A setting, flag or rule code that does not exist or does not fit."""


class CardError(ReportnlpError):
    """A rule card that breaks the card format; the sentence names file and line."""


def reason_of(error: OSError) -> str:
    """Why the operating system refused, in Chinese; ``error.strerror`` has its own words in English."""
    number = error.errno or next((row for kind, row in _KINDS if isinstance(error, kind)), None)
    if number is None:
        return "系统出错"
    return _OS_REASONS.get(number, f"系统错误 {number}")
