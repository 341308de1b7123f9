import Foundation
import FoundationXML

/// Reads an XML text from its first to its last element, and keeps the root and the number.
///
/// The parser's own verdict is not enough: on Linux it is `true` for an empty text and for elements that are never closed.
final class UBLReader: NSObject, XMLParserDelegate {
    static let deepest = 100
    static let most = 200_000

    private(set) var kind: UBLFile.Kind?
    private(set) var number: String?

    private var path: [String] = []
    private var hasRoot = false
    private var elements = 0
    private var text = ""
    private var fault: UBLError?

    private static let basics = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"

    /// Reads a text without a document type.
    func read(_ bytes: [UInt8]) throws(UBLError) {
        let parser = XMLParser(data: Data(bytes))
        parser.shouldProcessNamespaces = true
        parser.shouldResolveExternalEntities = false
        parser.delegate = self
        let finished = parser.parse()
        if let fault { throw fault }
        guard finished, parser.parserError == nil, hasRoot, path.isEmpty else {
            throw .malformed(line: max(1, parser.lineNumber))
        }
    }

    func parser(
        _ parser: XMLParser,
        didStartElement elementName: String,
        namespaceURI: String?,
        qualifiedName qName: String?,
        attributes attributeDict: [String: String]
    ) {
        elements += 1
        if path.isEmpty {
            hasRoot = true
            kind = UBLFile.Kind.allCases.first { $0.rawValue == elementName && $0.namespace == namespaceURI }
        }
        path.append("\(namespaceURI ?? "") \(elementName)")
        text = ""
        if path.count > Self.deepest { stop(parser, .tooDeep) }
        if elements > Self.most { stop(parser, .tooManyElements) }
    }

    func parser(
        _ parser: XMLParser,
        didEndElement elementName: String,
        namespaceURI: String?,
        qualifiedName qName: String?
    ) {
        guard let element = path.popLast() else { return stop(parser, .malformed(line: parser.lineNumber)) }
        // Only the document's own number: lines and parties have an ID too.
        if path.count == 1, element == "\(Self.basics) ID", number == nil {
            number = text.trimmingCharacters(in: .whitespacesAndNewlines)
        }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        guard path.count == 2, text.utf8.count < 1000 else { return }
        text += string
    }

    func parser(_ parser: XMLParser, foundCDATA CDATABlock: Data) {
        self.parser(parser, foundCharacters: String(decoding: CDATABlock, as: UTF8.self))
    }

    private func stop(_ parser: XMLParser, _ error: UBLError) {
        fault = fault ?? error
        parser.abortParsing()
    }
}
