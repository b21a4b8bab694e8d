internal import EventLog

/// Signs the head that is published, for whoever asks.
struct HeadSigner: Sendable {
    let publication: Publication
    let key: SigningKey

    /// The head as it is now.
    func head() throws -> SignedHead { try SignedHead(publication.current.head, by: key) }
}
