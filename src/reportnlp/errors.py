"""Errors that a person can read: one sentence on what happened and what to do."""

import errno


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


_REASONS = {
    "EACCES": "没有权限",
    "EBUSY": "正被别的程序使用",
    "ECONNREFUSED": "对方拒绝连接",
    "EDQUOT": "磁盘配额已满",
    "EEXIST": "已有同名文件",
    "EIO": "读写出错",
    "EISDIR": "是文件夹，不是文件",
    "ELOOP": "链接绕成了圈",
    "EMFILE": "打开的文件太多",
    "ENAMETOOLONG": "名称太长",
    "ENODEV": "没有这个设备",
    "ENOENT": "没有这个文件或文件夹",
    "ENOMEM": "内存不足",
    "ENOSPC": "磁盘已满",
    "ENOTDIR": "路径中间有一段不是文件夹",
    "ENXIO": "没有这个设备",
    "EPERM": "没有权限",
    "EPIPE": "读的一方已关闭",
    "EROFS": "磁盘只读",
    "ETIMEDOUT": "等了太久没有回应",
    "ETXTBSY": "正被别的程序使用",
}


def reason_of(error: OSError) -> str:
    """The system's reason in Chinese words; ``error.strerror`` is the English one."""
    name = errno.errorcode.get(error.errno or 0, "")
    return _REASONS.get(name) or (f"系统错误 {error.errno}" if error.errno else "系统出错")
