import Crypto
import Foundation

/// A code that a user brought back, until it is changed for tokens.
struct LocalCode {
    var challenge: String
    var redirect: String
    var scope: String
}

/// What a token allows.
struct LocalGrant {
    var scope: String
}

/// The sign-in of Google and Microsoft: consent, codes with PKCE, tokens that are renewed.
struct LocalSignIn {
    /// The page of consent: allows at once, and sends the user back.
    func authorize(_ request: LocalRequest, _ state: inout LocalProviders.State) -> LocalAnswer {
        let asked = request.query
        guard asked["client_id"] == state.conduct.clientID, asked["response_type"] == "code",
            asked["code_challenge_method"] == "S256", let challenge = asked["code_challenge"], challenge.count == 43,
            let redirect = asked["redirect_uri"], let given = asked["state"]
        else { return .text(400, "invalid_request") }
        let code = "code-\(state.next())"
        let scope = state.conduct.allowedScope ?? asked["scope"] ?? ""
        state.codes[code] = LocalCode(challenge: challenge, redirect: redirect, scope: scope)
        let target =
            "\(redirect)?code=\(code)&state=\(given.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        return .answer(302, headers: [("Location", target)], body: "")
    }

    /// The token endpoint; Microsoft gives a new token for renewal each time, and takes the old one back.
    func token(_ request: LocalRequest, rotates: Bool, _ state: inout LocalProviders.State) -> LocalAnswer {
        let form = LocalRequest.form(request.text)
        guard form["client_id"] == state.conduct.clientID, form["client_secret"] == state.conduct.clientSecret else {
            return .json(
                401,
                "{\"error\":\"invalid_client\",\"error_description\":\"The OAuth client was not found.\"}"
            )
        }
        let refused = LocalAnswer.json(
            400,
            "{\"error\":\"invalid_grant\",\"error_description\":\"Token has been expired or revoked.\"}"
        )
        guard !state.conduct.isRevoked else { return refused }
        switch form["grant_type"] {
        case "authorization_code":
            // A code is good once, for whoever can show what its challenge was made from.
            guard let code = form["code"], let kept = state.codes.removeValue(forKey: code),
                kept.redirect == form["redirect_uri"], let verifier = form["code_verifier"],
                kept.challenge == Self.encoded(SHA256.hash(data: Data(verifier.utf8)))
            else { return refused }
            return grant(LocalGrant(scope: kept.scope), refresh: nil, &state)
        case "refresh_token":
            guard let token = form["refresh_token"], let known = state.refreshTokens[token] else { return refused }
            if rotates { state.refreshTokens[token] = nil }
            return grant(known, refresh: rotates ? nil : token, &state)
        default: return .json(400, "{\"error\":\"unsupported_grant_type\"}")
        }
    }

    /// What a mail server is told about a token that somebody signs in with.
    func introspect(_ request: LocalRequest, _ state: LocalProviders.State) -> LocalAnswer {
        let isGood = request.bearer.map { state.accessTokens[$0] != nil } ?? false
        return .json(200, "{\"active\":\(isGood),\"email\":\"\(state.conduct.account)\"}")
    }

    private func grant(_ grant: LocalGrant, refresh: String?, _ state: inout LocalProviders.State) -> LocalAnswer {
        let access = "access-token-\(state.next())"
        let renewing = refresh ?? "refresh-token-\(state.next())"
        state.accessTokens[access] = grant
        state.refreshTokens[renewing] = grant
        return .json(
            200,
            """
            {"access_token":"\(access)","expires_in":\(state.conduct.tokenSeconds),"refresh_token":"\(renewing)",\
            "scope":"\(grant.scope)","token_type":"Bearer"}
            """
        )
    }

    static func encoded(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    static func decoded(_ text: String) -> Data? {
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.count % 4) % 4))
    }
}
