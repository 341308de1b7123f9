import Evidence
import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import Postoffice

/// The pixel: the one address that strangers' mail programs fetch.
struct PixelCalls: Sendable {
    let office: Postoffice

    var endpoints: [Endpoint] {
        [
            .open(.get, "/t/{token}.gif", answersHead: false) { call in await answer(call, method: .get) },
            // Programs that look before they fetch leave a trace too, of a class of its own.
            .open(.head, "/t/{token}.gif", answersHead: false) { call in
                await answer(call, method: .head).createHeadResponse()
            },
        ]
    }

    private func answer(_ call: Call, method: PixelHit.Method) async -> Response {
        let headers = call.request.headers
        let hit = PixelHit(
            method: method,
            userAgent: headers[.userAgent],
            secPurpose: headers[.secPurpose],
            purpose: headers[.purpose],
            xMoz: headers[.xMoz],
            hasAcceptLanguage: headers[.acceptLanguage] != nil,
            at: Timestamp.now().microseconds
        )
        let outcome = await office.takeHit(
            token: call.context.parameters.get("token") ?? "",
            hit,
            from: call.context.publicClient,
            accessKey: CallDesk.bearer(headers)
        )
        switch outcome {
        case .unknownToken, .taken: return Self.picture
        case .unavailable:
            var response = Self.picture
            response.status = .serviceUnavailable
            response.headers[.retryAfter] = "1"
            return response
        }
    }

    private static let picture: Response = {
        var headers: HTTPFields = [:]
        for (name, value) in PixelResponse.headers { headers[HTTPField.Name(constant: name)] = value }
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: PixelResponse.image))
        )
    }()
}
