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
///
/// A feed is what the configuration says of it; after a reload one of the same name may be another.
package actor FeedDocuments {
    /// How many documents are kept.
    private static let maximumKept = 32

    private let views: Views
    private let zones: TimeZoneDatabase
    private let now: @Sendable () -> Int64
    /// The feed of each name and the zones as they were asked for last, and since when they are so.
    private var asked: [String: (feed: Feed, zones: Int, since: Int64)] = [:]
    /// What other zones or another configuration changed before, they changed by the start.
    private let start: (zones: Int, time: Int64)
    private var kept: [(key: Key, document: FeedDocument)] = []

    private struct Key: Hashable {
        let feed: Feed
        let position: Int
        let zones: Int
        let viewpoint: Viewpoint
    }

    /// - Parameter now: the wall clock, in seconds since 1970.
    package init(_ views: Views, zones: TimeZoneDatabase, now: @escaping @Sendable () -> Int64) {
        self.views = views
        self.zones = zones
        self.now = now
        start = (zones.generation, now())
    }

    package func document(of feed: Feed, from viewpoint: Viewpoint) async throws -> FeedDocument {
        // One moment for the key, the bytes and their date: otherwise a change between them could pass for an old one.
        let (present, zones) = (views.publication.current, zones.snapshot())
        let since = since(feed, zones.generation, after: present.calendar.lastPublic)
        let key = Key(
            feed: feed, position: present.head.position, zones: zones.generation, viewpoint: viewpoint)
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

    /// Since when the feed and the zones are as they are now: after all that was served of others, also where the clock
    /// was put back.
    private func since(_ feed: Feed, _ zones: Int, after lastPublic: Int64) -> Int64 {
        let last = asked[feed.name] ?? (feed, start.zones, start.time)
        let isSame = last.feed == feed && last.zones == zones
        let since = isSame ? last.since : max(now(), last.since + 1, lastPublic + 1)
        asked[feed.name] = (feed, zones, since)
        return since
    }
}
