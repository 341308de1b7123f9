import Foundation

/// What a session signs in with.
///
/// A new way to sign in (a bearer token, for one) is a new case and its commands in ``mechanisms()``. The values are never
/// printed: descriptions, dumps, transcripts and errors show stars.
package enum SMTPCredentials: Hashable, Sendable {
    /// A user name and a password, by SASL PLAIN where offered (RFC 4616), else by LOGIN.
    case password(username: String, password: String)
}

extension SMTPCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "SMTPCredentials(****)" }

    package var debugDescription: String { description }

    package var customMirror: Mirror { Mirror(self, children: [(label: String?, value: Any)]()) }
}

/// One SASL mechanism and the lines a client says in it, in order.
struct SMTPMechanism: Hashable, Sendable {
    let name: String
    let commands: [SMTPCommand]
}

extension SMTPCredentials {
    /// The mechanisms these credentials can be used with, best first.
    func mechanisms() throws(SMTPInputError) -> [SMTPMechanism] {
        switch self {
        case .password(let username, let password):
            try SMTPInputError.refuseLineBreaks(in: username, of: .username)
            try SMTPInputError.refuseLineBreaks(in: password, of: .password)
            let plain = Self.base64("\0\(username)\0\(password)")
            let answers = [Self.base64(username), Self.base64(password)]
            return [
                SMTPMechanism(
                    name: "PLAIN",
                    commands: [try SMTPCommand("AUTH PLAIN \(plain)", of: .password, shownAs: "AUTH PLAIN ****")]
                ),
                SMTPMechanism(
                    name: "LOGIN",
                    commands: [
                        .authLogin,
                        try SMTPCommand(answers[0], of: .username, shownAs: "****"),
                        try SMTPCommand(answers[1], of: .password, shownAs: "****"),
                    ]
                ),
            ]
        }
    }

    /// Every form in which a secret could come back in a server's words.
    var secrets: [String] {
        switch self {
        case .password(let username, let password):
            [Self.base64("\0\(username)\0\(password)"), Self.base64(password), password].filter { !$0.isEmpty }
        }
    }

    private static func base64(_ text: String) -> String {
        Data(text.utf8).base64EncodedString()
    }
}
