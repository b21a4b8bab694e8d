package import Chancery
internal import EventLog
package import TimeZoneDatabase

/// A feed as it is served.
package struct FeedDocument: Sendable {
    package let bytes: [UInt8]
    /// The entity tag, with its quotes: the hash of the bytes.
    package let entityTag: String
    /// When this may have changed last, in seconds since 1970.
    package let lastModified: Int64
}

/// Renders feeds, each once for the head and the zones that it was asked for at; the last few are kept.
package actor FeedDocuments {
    /// How many documents are kept.
    private static let maximumKept = 32

    private let views: Views
    private let zones: TimeZoneDatabase
    private let now: @Sendable () -> Int64
    /// The zones as they were asked for last, and since when. What they or another configuration changed, they
    /// changed by this moment.
    private var lastZones: (generation: Int, since: Int64)
    private var kept: [(key: String, document: FeedDocument)] = []

    /// - Parameter now: the wall clock, in seconds since 1970.
    package init(_ views: Views, zones: TimeZoneDatabase, now: @escaping @Sendable () -> Int64) {
        self.views = views
        self.zones = zones
        self.now = now
        lastZones = (zones.generation, now())
    }

    package func document(of feed: Feed, from viewpoint: Viewpoint) async throws -> FeedDocument {
        // One moment for the key, the bytes and their date: otherwise a change between them could pass for an old one.
        let (present, zones) = (views.publication.current, zones.snapshot())
        if lastZones.generation != zones.generation { lastZones = (zones.generation, now()) }
        let since = lastZones.since
        let key = "\(feed.name) \(present.head.position) \(zones.generation) \(viewpoint)"
        if let found = kept.first(where: { $0.key == key }) { return found.document }
        let rendered = feed.render(try await views.publicCalendar(from: viewpoint, at: present), zones: zones)
        let digest = rendered.bytes.withUnsafeBytes { Digest(hashing: $0) }
        let document = FeedDocument(
            bytes: rendered.bytes, entityTag: "\"\(digest.description.prefix(32))\"",
            lastModified: max(rendered.lastModified, present.calendar.lastPublic, since))
        if kept.count == Self.maximumKept { kept.removeFirst() }
        kept.append((key, document))
        return document
    }
}
