/// What a link in a mail is for.
///
/// Keys are derived from the label and every token is authenticated with it, so that a token made for one purpose is refused
/// for all others.
enum LinkPurpose: String, CaseIterable, Sendable {
    case pixel = "postboek pixel v1"
    case sender = "postboek sender v1"
    case withdrawal = "postboek withdrawal v1"
}
