import Foundation

/// What a session signs in with.
///
/// A new way to sign in is a new case and its commands in ``mechanisms()``. The values are never printed: descriptions,
/// dumps, transcripts and errors show stars.
package enum SMTPCredentials: Hashable, Sendable {
    /// A user name and a password, by SASL PLAIN where offered (RFC 4616), else by LOGIN.
    case password(username: String, password: String)
    /// A user name and an OAuth 2.0 access token, by OAUTHBEARER where offered (RFC 7628), else by XOAUTH2, the form of
    /// Google and Microsoft that came before it.
    case bearerToken(username: String, token: String)
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
        case .bearerToken(let username, let token):
            try SMTPInputError.refuseLineBreaks(in: username, of: .username)
            try SMTPInputError.refuseLineBreaks(in: token, of: .token)
            // A control character would end the name or the token, and begin another field.
            guard !(username + token).utf8.contains(where: { $0 < 0x20 }) else { throw .lineBreak(.token) }
            let (standard, older) = Self.bearerAnswers(username: username, token: token)
            // After its error in a challenge the server waits for an answer, and refuses only then.
            return [
                try Self.mechanism("OAUTHBEARER", answer: standard, afterError: Self.base64("\u{01}")),
                try Self.mechanism("XOAUTH2", answer: older, afterError: ""),
            ]
        }
    }

    /// A mechanism of one answer, which goes along with AUTH unless the line would be too long (RFC 4954 §4).
    private static func mechanism(
        _ name: String,
        answer: String,
        afterError: String
    ) throws(SMTPInputError) -> SMTPMechanism {
        let last = try SMTPCommand(afterError, of: .token)
        let line = "AUTH \(name) \(answer)"
        guard line.utf8.count > 510 else {
            let first = try SMTPCommand(line, of: .token, shownAs: "AUTH \(name) ****")
            return SMTPMechanism(name: name, commands: [first, last])
        }
        let first = try SMTPCommand("AUTH \(name)", of: .token)
        return SMTPMechanism(name: name, commands: [first, try SMTPCommand(answer, of: .token, shownAs: "****"), last])
    }

    /// What a token's holder says by OAUTHBEARER (RFC 7628 §3.1) and by XOAUTH2, in base64.
    private static func bearerAnswers(username: String, token: String) -> (standard: String, older: String) {
        // A name in a GS2 header (RFC 5801 §4) writes its comma and equals sign otherwise.
        let escaped = username.replacing("=", with: "=3D").replacing(",", with: "=2C")
        return (
            base64("n,a=\(escaped),\u{01}auth=Bearer \(token)\u{01}\u{01}"),
            base64("user=\(username)\u{01}auth=Bearer \(token)\u{01}\u{01}")
        )
    }

    /// Every form in which a secret could come back in a server's words.
    var secrets: [String] {
        switch self {
        case .password(let username, let password):
            return [Self.base64("\0\(username)\0\(password)"), Self.base64(password), password].filter { !$0.isEmpty }
        case .bearerToken(let username, let token):
            let (standard, older) = Self.bearerAnswers(username: username, token: token)
            return [standard, older, Self.base64(token), token].filter { !$0.isEmpty }
        }
    }

    private static func base64(_ text: String) -> String {
        Data(text.utf8).base64EncodedString()
    }
}
