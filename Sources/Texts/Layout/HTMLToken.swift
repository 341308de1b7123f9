/// One piece of an HTML text.
enum HTMLToken: Hashable {
    /// A start tag: its name and attributes in lower case, values with their character references undone.
    case start(name: String, attributes: [HTMLAttribute])
    /// An end tag.
    case end(name: String)
    /// Text between tags.
    case text(String)
    /// The text of an element that holds no tags, such as `style` or `title`.
    case rawText(element: String, String)
    /// A comment, or what browsers take for one.
    case comment(String)
    /// A document type.
    case doctype
}

/// An attribute of a start tag.
struct HTMLAttribute: Hashable {
    /// The name, in lower case.
    let name: String
    /// The value; empty where there is none.
    let value: String
}

/// Why an HTML text cannot be taken apart with certainty.
enum HTMLTokenError: Error, Hashable {
    case unfinishedTag, unfinishedComment, unfinishedElement(String), nul, tooManyTokens
}
