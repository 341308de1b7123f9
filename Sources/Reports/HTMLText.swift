/// The words of an HTML document, in lines.
///
/// Reads bytes, as a document may be long and every byte that matters is ASCII.
func plainText(fromHTML html: String) -> String {
    var text: [UInt8] = []
    var tag: [UInt8]?
    var isHidden = false
    for byte in html.utf8 {
        if var name = tag {
            if byte == UInt8(ascii: ">") {
                let word = String(decoding: name.prefix { $0 > 0x20 }, as: UTF8.self).lowercased()
                if hidingTags.contains(word) { isHidden = true }
                if word.hasPrefix("/"), hidingTags.contains(String(word.dropFirst())) { isHidden = false }
                if breakingTags.contains(word) { text.append(UInt8(ascii: "\n")) }
                tag = nil
            } else if name.count < 16 {
                tag = nil
                name.append(byte)
                tag = name
            }
        } else if byte == UInt8(ascii: "<") {
            tag = []
        } else if !isHidden {
            text.append(byte)
        }
    }
    let entities = [
        ("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#64;", "@"), ("&amp;", "&"),
    ]
    return entities.reduce(String(decoding: text, as: UTF8.self)) { $0.replacing($1.0, with: $1.1) }
}

private let hidingTags: Set<String> = ["style", "script", "head"]

private let breakingTags: Set<String> = [
    "br", "br/", "p", "/p", "div", "/div", "tr", "/tr", "td", "li", "h1", "h2", "h3", "hr",
]
