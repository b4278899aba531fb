"""What the audit trail (审计留痕) calls things: its stored words, and the Chinese under which the auditor reads them.

A stored word without a label here is shown as it is stored; a test keeps that from happening.
"""

from portal.domain.cases import Continuation
from portal.domain.comments import Side
from portal.domain.content import CONTENT
from portal.domain.links import Relation
from portal.domain.permissions import Role
from portal.domain.workflow import Action, ReferralStatus, ReturnCode, RoundStatus, SelectionStatus, Status

ACTIONS = {
    "sign_in": "登录",
    "sign_in_failed": "登录失败",
    "sign_out": "退出",
    "end_sign_in": "结束本人的登录",
    "change_password": "修改密码",
    "change_password_failed": "修改密码时现在的密码不正确",
    "change_email": "修改邮箱",
    "set_up_code": "绑定动态口令",
    "confirm_code": "动态口令正确",
    "open": "开通、新开",
    "move": "调动",
    "disable": "停用",
    "enable": "恢复启用",
    "reset_password": "重置密码",
    "grant": "授予角色",
    "end_role": "终止角色",
    "name_deputy": "指定代理",
    "end_deputy": "提前结束代理",
    "load": "载入方案",
    "restart": "载入示例前重新开始",
    "draft": "起草",
    "save": "保存",
    "explain": "说明提醒",
    "confirm_co_handling": "确认协办",
    "widen": "放开全部内容",
    "export": "导出、下载",
    "enter": "录入",
    "clear": "清空录入",
    "register": "登记加分、扣分",
    "strike": "划去加分、扣分",
    "save_view": "存常用条件",
    "remove_view": "删去常用条件",
    "upload": "上传导入文件",
    "map": "对应导入文件的列",
    "import": "导入为草稿",
    "comment": "留言",
    "remind": "催办",
    "mail": "发送每日提醒邮件",
    "name_readers": "增加知悉人员",
    "link": "关联卷宗",
    "unlink": "解除关联",
    "rename": "改名",
    "attach": "添加附件",
    "replace": "更换附件",
    "remove": "移除附件",
    "describe": "填写附件说明",
    "sweep": "清理无主的附件文件",
    "join": "合并当事人",
    "split": "拆分当事人",
    Action.SUBMIT: "提交审批",
    "open_case": "转立案件",
    Action.WITHDRAW: "撤回",
    Action.APPROVE: "同意上报",
    Action.RECALL: "收回同意",
    Action.ACCEPT: "接收",
    Action.RETURN: "退回",
    Action.REVISE: "另开一次报送",
    Action.DISCARD: "删除草稿",
    Action.REVOKE: "撤销",
    Action.SUPERSEDE: "被替代",
    Action.NOMINATE: "提名",
    Action.SHORTLIST: "列入候选",
    Action.UNLIST: "移出候选",
    Action.SELECT: "选定",
    Action.DESELECT: "取消选定",
    Action.SEND: "发出移送",
    Action.ACKNOWLEDGE: "签收",
    Action.TAKE: "受理",
    Action.LIST: "列入名单",
    Action.DECLINE: "不予列入",
    Action.CONFIRM: "确认",
    Action.REOPEN: "重新打开",
    Action.ANSWER: "答复",
}
SUBJECTS = {
    "account": "账号",
    "trail": "审计留痕",
    "plan": "年度方案",
    "submission": "报送",
    "typical_case": "典型案例",
    "referral": "移送",
    "evaluation_round": "考核轮次",
    "statistics": "案件统计表",
    "lead_sources": "线索来源成效",
    "contacts": "联络员名录",
    "deputy": "代理",
    "notice": "通知",
    "party": "当事人",
    "series": "系列案",
    "department": "部门",
    "attachment": "附件",
    "import_file": "导入文件",
    "saved_view": "常用条件",
}
CODES = {
    "wrong_password": "密码不正确",
    "unknown_account": "没有这个账号",
    "disabled": "账号已停用",
    "wrong_code": "动态口令不正确",
    "annex1": "附件 1",
    "annex2": "附件 2",
    "annex3": "附件 3",
    "directory": "联络员名录",
    "report": "工作报告",
    "ledger": "台账",
    "ledger_whole": "全部栏目",
    "shared": "双方可见",
    **{relation.value: relation.label for relation in Relation},
    **{side.value: f"{side.label}内部" for side in Side},
    **{step.value: f"只填{step.label}" for step in Continuation},
    **{role.value: role.label for role in Role},
    **{code.value: code.label for code in ReturnCode},
}
STATES = {
    state.value: state.label
    for statuses in (Status, SelectionStatus, ReferralStatus, RoundStatus)
    for state in statuses
}

FIELDS = {
    **{name: label for labels in CONTENT.values() for name, label in labels.items()},
    "due_at": "办理期限",
    "reported_at": "报送时间",
    "reported_kept_until": "报送时间保留到",
    "return_code": "退回原因",
    "returned_from": "退回前的状态",
    "grade": "质量评分",
    "confirms_importance": "重要线索的认定",
    "waives_case": "同意案件免报",
    "waives_lead": "同意线索免报",
    "party_id": "当事人",
    "joined_into_id": "并入的当事人",
    "readers": "知悉人员",
    "explanations": "提醒的说明",
    "level": "入选级别",
    "note": "待核对的说明",
    "submission_id": "所依据的报送",
    "confirmed_scores": "确认的得分",
    "for_id": "代分管领导办理",
    "for": "代分管领导",
    "from": "自",
    "to": "至",
    "rows": "行数",
    "q": "查找的文字",
}


def label_action(word: str) -> str:
    return ACTIONS.get(word, word)


def label_subject(word: str) -> str:
    return SUBJECTS.get(word, word)


def label_code(word: str) -> str:
    return CODES.get(word, word)


def label_state(word: str, departments: dict[str, str]) -> str:
    """A state, or the code of a department that somebody was moved from or to."""
    return STATES.get(word) or departments.get(word, word)


def label_fields(names: str) -> str:
    """The names of changed fields, as the trail keeps them, in the words of the form; `name=value` says the value too."""
    pairs = (name.partition("=") for name in names.split())
    return "、".join(
        dict.fromkeys(
            f"{FIELDS.get(name, name)}{' ' if equals else ''}{value}" for name, equals, value in pairs
        )
    )
