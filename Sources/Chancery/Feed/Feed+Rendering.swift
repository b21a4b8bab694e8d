internal import ICalendar
package import TimeZoneDatabase

/// A feed as bytes.
package struct RenderedFeed: Sendable {
    /// iCalendar (RFC 5545), UTF-8.
    package let bytes: [UInt8]
    /// When what the public may see last changed, in seconds since 1970; 0 where there never was anything.
    package let lastModified: Int64
}

extension Feed {
    /// Renders the feed: a pure function of the calendar, this definition and the zone database.
    ///
    /// Dated events stand in it, cancelled ones as such; those without a date and withdrawn ones do not. All times of
    /// change come from the log, none from the clock.
    package func render(_ calendar: Calendar, zones: TimeZoneDatabase) -> RenderedFeed {
        let records = calendar.records.filter { $0.event.when.isDated && shows($0.event) }
        var components: [Component] = []
        for record in records {
            components +=
                EventComponents(record, language: language, zones: zones) { uid in
                    calendar[uid].map { $0.state != .withdrawn && classifications.contains($0.event.classification) }
                        ?? false
                }.components
        }
        let spans = ZoneSpans(records, zones: zones)
        let document = Component(.calendar, properties: header, components: spans.components + components)
        return RenderedFeed(bytes: document.serialized(), lastModified: calendar.lastPublic)
    }

    /// RFC 7986, with the older names of the same things that clients read.
    private var header: [Property] {
        var properties = [
            Property(.version, text: "2.0"),
            Property(.prodid, text: "-//Chancery//Calendar feed 1//EN"),
            Property(.calscale, text: "GREGORIAN"),
            Property(.name, text: title),
            Property(.xWRCalName, text: title),
        ]
        if let description {
            properties.append(Property(.description, text: description))
            properties.append(Property(.xWRCalDesc, text: description))
        }
        properties.append(Property(.refreshInterval, parameters: [Parameter(.value, "DURATION")], value: "PT1H"))
        properties.append(Property(.xPublishedTTL, value: "PT1H"))
        return properties
    }
}

/// The VTIMEZONEs that a feed needs: each zone over the time in which the feed speaks of it.
private struct ZoneSpans {
    /// How long a repeating event, or the last single one, is looked ahead: long enough to see whether a zone still
    /// changes its clocks by a rule.
    private static let lookahead: Int64 = 5 * 366 * 86_400
    private static let year: Int64 = 366 * 86_400

    private var spans: [String: ClosedRange<Int64>] = [:]
    /// Those of series that a rule makes. It may go on for ever, and needs the yearly rule that a zone has after all
    /// changes that are listed by themselves: mostly from 2038 on, in Africa/Casablanca from 2088.
    private var endless: Set<String> = []
    private let zones: TimeZoneDatabase

    init(_ records: [EventRecord], zones: TimeZoneDatabase) {
        self.zones = zones
        for record in records {
            add(record.event.when)
            for override in record.overrides.values { if let when = override.when { add(when) } }
        }
    }

    private mutating func add(_ when: When) {
        guard let name = when.zone, let start = when.start, let last = when.lastMoment else { return }
        var end = max(start.secondsSinceEpoch, last.secondsSinceEpoch)
        if let repetition = when.repetition {
            end = max(end, repetition.also.last?.secondsSinceEpoch ?? end)
            if repetition.rule != nil { endless.insert(name) }
        }
        let span = start.secondsSinceEpoch...end
        spans[name] =
            spans[name].map { min($0.lowerBound, span.lowerBound)...max($0.upperBound, span.upperBound) } ?? span
    }

    var components: [Component] {
        spans.sorted { $0.key < $1.key }.compactMap { name, span in
            guard let zone = try? zones.zone(name) else { return nil }
            let listed = endless.contains(name) ? zone.lastListedTransition : nil
            let end = max(span.upperBound, listed ?? span.upperBound) + Self.lookahead
            let span = (span.lowerBound - Self.year)..<end
            return Component.timeZone(zone, span: span)
        }
    }
}
