import COpenAPI

/// The description of the service's calls, part of the program.
enum OpenAPI {
    /// The OpenAPI document, JSON in UTF-8.
    static let description = Array(UnsafeBufferPointer(start: postboek_openapi(), count: postboek_openapi_size()))
}
