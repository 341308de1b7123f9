import Mail
import Testing
import UBL

@Suite("Checking UBL files")
struct UBLFileTests {
    /// A small invoice; the parts can be replaced to break it.
    static func invoice(
        declaration: String = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
        root: String = "Invoice",
        namespace: String = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2",
        id: String = "<cbc:ID>2026-1</cbc:ID>",
        end: String? = nil
    ) -> String {
        """
        \(declaration)
        <\(root) xmlns="\(namespace)"
            xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
            xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
          <cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>
          \(id)
          <cac:InvoiceLine><cbc:ID>1</cbc:ID></cac:InvoiceLine>
        \(end ?? "</\(root)>")
        """
    }

    static let creditNamespace = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"
    static let good: [(text: String, kind: UBLFile.Kind)] = [
        (invoice(), .invoice),
        (invoice(root: "CreditNote", namespace: creditNamespace), .creditNote),
        (invoice(declaration: ""), .invoice),
        (invoice(declaration: "<?xml version='1.0'?>"), .invoice),
        ("\u{FEFF}" + invoice(declaration: ""), .invoice),
        (invoice(declaration: "<?xml version=\"1.0\"?><!-- <!DOCTYPE a> --><?style a?>"), .invoice),
        (invoice(id: "<cbc:ID>\n  2026-1\n</cbc:ID>"), .invoice),
        (invoice(id: "<cbc:ID><![CDATA[2026-1]]></cbc:ID>"), .invoice),
        (invoice(id: "<cbc:ID>2026&#45;1</cbc:ID>"), .invoice),
        (invoice(id: "<cbc:ID>2026-1</cbc:ID><cbc:Note><![CDATA[<!DOCTYPE a>]]></cbc:Note>"), .invoice),
    ]

    @Test(arguments: good)
    func `a good file is taken, with its kind and number`(text: String, kind: UBLFile.Kind) throws {
        let file = try UBLFile(checking: Array(text.utf8), number: "2026-1")
        #expect(file.kind == kind)
        #expect(file.number == "2026-1")
        #expect(UBLFile.looksLikeUBL(Array(text.utf8)))
    }

    static let bomb = """
        <?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cccccccccc"><!ENTITY d "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&d;</a>
        """
    static let bad: [(text: String, error: UBLError)] = [
        ("", .empty), ("   \n", .empty), ("<?xml version=\"1.0\"?>", .empty), ("text", .malformed(line: 1)),
        ("{\"Invoice\":1}", .malformed(line: 1)),
        (invoice(declaration: "<?xml version=\"1.0\" encoding=\"UTF-16\"?>"), .notUTF8),
        (invoice(declaration: "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>"), .notUTF8),
        (invoice() + "\0", .notUTF8),
        (invoice(declaration: "<!DOCTYPE Invoice>"), .docType),
        (invoice(declaration: "<!DOCTYPE Invoice SYSTEM \"file:///etc/passwd\">"), .docType),
        (invoice(declaration: "<!-- a --><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"), .docType),
        (bomb, .docType),
        (invoice(root: "Order", namespace: "urn:oasis:names:specification:ubl:schema:xsd:Order-2"), .otherRoot),
        (invoice(namespace: "urn:example"), .otherRoot),
        (invoice(namespace: creditNamespace), .otherRoot),
        ("<html><body>Invoice</body></html>", .otherRoot),
        (invoice(id: ""), .noNumber), (invoice(id: "<cbc:ID> </cbc:ID>"), .noNumber),
        (invoice(id: "<ID>2026-1</ID>"), .noNumber),
        (invoice(id: "<cbc:ID>2026-2</cbc:ID>"), .otherNumber),
        (invoice(id: "<cac:OrderReference><cbc:ID>2026-1</cbc:ID></cac:OrderReference>"), .noNumber),
    ]

    @Test(arguments: bad)
    func `a bad file is refused with the rule that it breaks`(text: String, error: UBLError) {
        #expect(throws: error) { try UBLFile(checking: Array(text.utf8), number: "2026-1") }
    }

    static let malformed = [
        "<a>", "<a", "<", "<a></b>", "</a>", "<a></a><b></b>", "<a>&unknown;</a>", "<a b=c></a>", "<a b='1' b='2'></a>",
        "<a></a>text", "<?xml version=\"1.0\"", "<!-- never ends", invoice(end: ""), invoice(end: "</CreditNote>"),
        invoice(id: "<cbc:ID>2026-1"), invoice(id: "<cbc:ID>2026-1</cbc:ID>&"), invoice(id: "<x:ID>1</x:ID>"),
        invoice() + "<Invoice/>", String(invoice().dropLast(30)),
    ]

    @Test(arguments: malformed)
    func `what is not well-formed is refused, though the parser may call it fine`(text: String) {
        do {
            let file = try UBLFile(checking: Array(text.utf8), number: "2026-1")
            Issue.record("taken: \(file)")
        } catch .malformed {
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test
    func `depth, elements and size are bounded`() {
        let deep = String(repeating: "<a>", count: 150) + String(repeating: "</a>", count: 150)
        let wide = "<a>" + String(repeating: "<b/>", count: 200_001) + "</a>"
        #expect(throws: UBLError.tooDeep) { try UBLFile(checking: Array(deep.utf8)) }
        #expect(throws: UBLError.tooManyElements) { try UBLFile(checking: Array(wide.utf8)) }
        #expect(throws: UBLError.tooLarge) { try UBLFile(checking: Array(repeating: 0x20, count: 5_000_001)) }
    }

    @Test
    func `a file that was cut or bent anywhere is never taken for another number, and never crashes`() {
        let whole = Array(Self.invoice().utf8)
        for length in stride(from: 0, to: whole.count, by: 3) {
            #expect(throws: UBLError.self) { try UBLFile(checking: Array(whole.prefix(length)), number: "2026-1") }
        }
        for place in whole.indices {
            var bent = whole
            bent[place] ^= 0x20
            let file = try? UBLFile(checking: bent, number: "2026-1")
            #expect(file == nil || file?.number == "2026-1")
        }
    }
}
