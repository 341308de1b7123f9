import SMTP

/// The submission server of a well-known provider, so that nobody has to look it up.
enum SMTPPreset: String, CaseIterable, Sendable {
    case gmail
    case outlook
    case ionos
    case mailjet
    case sendgrid
    case mailgun
    /// A server that is none of these: host, port and security are given.
    case custom

    /// The server's name; nil for one of one's own.
    var host: String? {
        switch self {
        case .gmail: "smtp.gmail.com"
        case .outlook: "smtp.office365.com"
        case .ionos: "smtp.ionos.com"
        case .mailjet: "in-v3.mailjet.com"
        case .sendgrid: "smtp.sendgrid.net"
        case .mailgun: "smtp.mailgun.org"
        case .custom: nil
        }
    }

    /// All of them offer STARTTLS here, and the larger of them nothing else.
    var port: Int? { self == .custom ? nil : 587 }
}
