"""The words of members' mails, in both languages: subject and text."""

from __future__ import annotations

WORDS = {
    "en": {
        "active": (
            "Welcome to our partner programme",
            "You are in. Take a link or a picture with your code and put it anywhere: what comes of it is counted from now on.",
        ),
        "pending": (
            "We have received your application",
            "Thank you for your interest in our partner programme. We are looking at your application and will write to you.",
        ),
        "approved": (
            "Welcome to our partner programme",
            "We have accepted your application. Take a link or a picture with your code and put it anywhere: what comes of it is counted.",
        ),
        "rejected": ("About your application", "We are sorry: we cannot take you into our partner programme."),
        "suspended": (
            "Your partner account is suspended",
            "From now on your links earn nothing, and nothing is paid. What you earned before is kept.",
        ),
        "banned": ("Your partner account is closed", "From now on your links earn nothing."),
        "restored": ("Your partner account is active again", "Your links earn again from now on."),
        "paid": ("Your commissions are paid", "We have sent you your commissions. The statement is on your page."),
        "failed": (
            "Your commissions could not be paid",
            "The payment did not arrive and came back to us. Please check how you are paid; the next payout tries again.",
        ),
        "accrued": (
            "A new commission",
            "Somebody bought through you. The commission is yours once the order is delivered and the hold period is over.",
        ),
        "accrued_held": (
            "A new commission, to be looked at",
            "Somebody bought through you. Something about the order is unusual, so we look at it first; you need not do anything.",
        ),
        "commission_approved": (
            "A commission is approved",
            "The hold period of a commission of yours is over: it is paid with the next payout.",
        ),
        "digest": ("Your commissions of the day", "This is what your links and coupons brought."),
        "payout_entered": (
            "How you are paid",
            "You have told us where to send your commissions. If that was not you, change your password and write to us at once.",
        ),
        "payout_changed": (
            "Your payout account was changed",
            "Your commissions go to another account from now on. To protect you, nothing is paid there in the first three days. "
            "If that was not you, change your password and write to us at once.",
        ),
        "webhook_off": (
            "A webhook of yours is switched off",
            "It has taken none of our messages for three days, so we send it nothing more. Look at its log, mend it, and switch it on again.",
        ),
    },
    "zh": {
        "active": (
            "欢迎加入推广联盟",
            "您已成为推广会员。获取带有您专属代码的链接或图片，放到任何地方即可：由此产生的点击和订单从现在起计入您的名下。",
        ),
        "pending": ("我们已收到您的申请", "感谢您对推广联盟的关注。我们正在审核您的申请，结果会发送到此邮箱。"),
        "approved": (
            "欢迎加入推广联盟",
            "您的申请已通过。获取带有您专属代码的链接或图片，放到任何地方即可：由此产生的点击和订单都会计入您的名下。",
        ),
        "rejected": ("关于您的申请", "很抱歉，我们无法接受您加入推广联盟。"),
        "suspended": ("您的推广账户已暂停", "从现在起，您的链接不再产生佣金，也不会付款。此前的佣金会保留。"),
        "banned": ("您的推广账户已关闭", "从现在起，您的链接不再产生佣金。"),
        "restored": ("您的推广账户已恢复", "从现在起，您的链接重新开始产生佣金。"),
        "paid": ("您的佣金已付款", "我们已向您支付佣金，结算单可在您的页面查看。"),
        "failed": ("佣金付款失败", "款项未能到账并已退回。请检查您的收款方式，下次结算会再次付款。"),
        "accrued": ("您有一笔新佣金", "有人通过您下单了。订单送达且等待期结束后，这笔佣金即归您所有。"),
        "accrued_held": ("您有一笔新佣金，正在审核", "有人通过您下单了。该订单有些异常，我们会先行审核，您无需操作。"),
        "commission_approved": ("一笔佣金已确认", "您的一笔佣金等待期已结束，将在下次结算时支付。"),
        "digest": ("您的每日佣金汇总", "以下是您的链接和优惠码带来的佣金。"),
        "payout_entered": ("您的收款方式已填写", "您已填写佣金收款账户。如非本人操作，请立即修改密码并与我们联系。"),
        "payout_changed": (
            "您的收款账户已更改",
            "今后您的佣金将支付到新的账户。为保护您的资金安全，更改后三天内不会向该账户付款。如非本人操作，请立即修改密码并与我们联系。",
        ),
        "webhook_off": ("您的一个 Webhook 已停用", "它已连续三天未能接收我们的消息，因此我们不再向其发送。请查看日志，修复后重新启用。"),
    },
}  # fmt: skip
LABELS = {
    "en": {
        "page": "To your page",
        "reason": "Reason",
        "amount": "Amount",
        "address": "Address",
        "account": "Account",
        "pays_from": "Paid from",
        "day": "Day (UTC)",
        "new_orders": "New: orders",
        "new_sum": "New: commissions",
        "approved_orders": "Approved: orders",
        "approved_sum": "Approved: commissions",
        "off": "Switch these mails off",
    },
    "zh": {
        "page": "前往您的页面",
        "reason": "原因",
        "amount": "金额",
        "address": "地址",
        "account": "收款账户",
        "pays_from": "最早付款时间",
        "day": "日期（UTC）",
        "new_orders": "新增订单",
        "new_sum": "新增佣金",
        "approved_orders": "已确认订单",
        "approved_sum": "已确认佣金",
        "off": "不再接收此类邮件",
    },
}
