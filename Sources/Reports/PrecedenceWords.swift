/// Rules that come first because their words are unmistakable, or because they correct a more general rule.
let precedenceWords: [WordRule] = [
    WordRule(
        "moved",
        .hard,
        [
            "recipient no longer on server", "user has moved", "has moved to", "not our customer",
            "address has changed",
            "no longer at this address", "user moved", "mailbox moved", "no longer using this", "no longer in use",
            "has left the company", "no longer works", "no longer employed", "|551| user not local",
            "please try <*> instead", "user * has changed",
        ]
    ),
    // Exchange Online answers so for an address that is not in the organisation's directory.
    WordRule(
        "not-in-directory",
        .hard,
        statuses: ["4.1"],
        ["recipient address rejected: access denied", "recipient addresses rejected : access denied"]
    ),
    // The name servers may answer next time.
    WordRule(
        "temporary-lookup",
        .soft,
        [
            "host not found, try again", "host not found * try again", "temporary dns", "temporary lookup",
            "name service error * try again",
        ]
    ),
    // The program that stores mail failed; what it says of files and users is not about the address.
    WordRule(
        "storing-program",
        .soft,
        ["procmail: couldn't", "procmail: cannot", "maildrop: ", "command died with", "can't create user output file"]
    ),
    // A filtering service says so for an address that its customer did not register.
    WordRule("not-registered", .hard, ["|542| * rejected"]),
    WordRule(
        "account-or-domain",
        .hard,
        ["account or domain may not exist"]
    ),
    // What is said about the sender's address or name is not about the recipient's.
    WordRule(
        "sender-step",
        .blocked,
        stage: .sender,
        ["no such", "does not exist", "invalid", "unknown", "not found", "rejected", "denied", "verif", "not exist"]
    ),
    WordRule("sender-named", .blocked, ["from: domain", "my name was rejected", "sender domain"]),
    // The server took the address and refused the mail: a filter that hides behind these words, or a gateway. The
    // address may well exist.
    WordRule(
        "unknown-after-data",
        .blocked,
        statuses: ["-", "0.0", "2.0", "7.", "3."],
        stage: .data,
        [
            "unknown user", "user unknown", "no such user", "user not exist", "user not found",
            "recipient * does not exist",
        ]
    ),
    // 5.2.1 says that the mailbox exists and takes no mail. Against those words, the step decides: an address that is
    // refused when it is named is a wrong address.
    WordRule(
        "unknown-when-named",
        .hard,
        statuses: ["2.1"],
        stage: .recipient,
        ["unknown user", "user unknown", "no such user"]
    ),
    WordRule(
        "unknown-but-refused",
        .blocked,
        statuses: ["2.0", "2.1", "7."],
        ["unknown user", "user unknown", "no such user"]
    ),
    // Some carriers refuse a mail that their customer filters as an unknown user, without saying which.
    WordRule("unknown-unnamed", .blocked, ["550 : user unknown", "550: : user unknown"]),
    WordRule(
        "receiving-rate",
        .soft,
        [
            "receiving mail at a rate", "receiving mail too quickly", "daily * quota", "mail received too fast",
            "frequency limited", "connection rate limit", "too many recipients", "too many connections",
            "too many concurrent", "too many messages * this session", "message rate exceeds", "too many mails",
            "concurrent connections", "too many errors from your", "sending rate", "receiving messages at a rate",
            "exceeded the rate limit", "sending quota", "send quota", "message submission rate", "maximum sending rate",
            "hourly limit", "daily limit", "sending limit", "sender rate limited", "unusual rate", "too many messages sent",
            "too many emails", "trop de connexions", "trop de message",
            "exceeded the * limit of messages", "try to send less", "throttl", "ratelimit", "aup#in-1310",
        ]
    ),
    WordRule(
        "too-big",
        .soft,
        [
            "message size exceeds", "recipsizelimit", "message too large", "message too big", "message is too",
            "message size",
            "message length exceeds", "message exceeds", "message larger than", "mail size", "size limit", "too large",
            "too big", "exceeds maximum", "exceeds the maximum", "exceeded maximum", "exceed * size",
            "maximum message size", "max message size", "exceeds size", "exceeds fixed maximum", "line too long",
            "lines are too long", "line length",
        ]
    ),
    WordRule(
        "mailbox-full",
        .soft,
        [
            "mailbox full", "mailbox is full", "mailbox * is full", "mail box full", "mailbox quota", "over quota",
            "overquota",
            "over-quota", "quota exceeded", "quota exceed", "exceeded quota", "exceeds quota", "quota violation",
            "quota full",
            "exceeded * quota", "exceeds * quota", "exceeding * quota", "disk quota", "quota limit", "quota has been",
            "storage limit", "exceeded storage", "exceeded * storage", "out of storage", "out of disk quota",
            "exceeded the local limit", "inbox is full", "inbox full", "account is full", "account full",
            "user is full",
            "insufficient storage for", "mailbox size limit", "mailbox has exceeded", "mailbox exceeds",
            "mailfolder is full",
            "mailfolder quota", "mail folder is full", "mailbox would exceed", "not enough storage space",
            "not enough space in", "no space left in mailbox", "user has exhausted", "user has too many messages",
            "too many messages in",
            "too much mail data", "mailbox limit", "exceeded allowed space", "maximum allowable size of",
            "mailbox size",
            "delivery would exceed", "would be over the allowed", "would exceed mailbox", "recipient storage full",
            "recipient reached disk quota", "storage is full", "storage quota", "user's disk quota",
            "mailbox * exceeded", "account has been over", "dropbox is full", "no more space", "quotaexceeded",
            "mailbox capacity", "max message size exceeded for mailbox", "boite * pleine", "boîte * pleine",
            "boîte * saturée",
            "quota dépassé", "quota depass", "postfach * voll", "postfach ist voll", "speicherplatz * erschöpft",
            "speicherplatz * überschritten", "postvak * vol", "postbus is vol", "mailbox is vol", "mailbox vol",
            "buzón * lleno", "buzon * lleno", "casella * piena", "caixa * cheia", "ящик * переполнен",
            "メールボックス * 容量", "メールボックスの容量", "メールボックスがいっぱい", "容量が超過",
        ]
    ),
]
