extension Component {
    /// The VTIMEZONE (RFC 5545, section 3.6.5) of a zone for times within `span`.
    ///
    /// Onsets that come back year after year are one STANDARD or DAYLIGHT with a yearly rule, which is what all
    /// clients understand; Outlook ignores lists of dates. Those that fit no rule are one each. A rule ends where
    /// the onsets end, and goes on for ever if the next would be past the span: so let the span end a few years after
    /// the last time that matters. Offsets are rounded to whole minutes.
    ///
    /// - Parameters:
    ///   - id: The TZID, such as `Europe/Paris`.
    ///   - span: Instants in seconds since 1970-01-01T00:00Z. All onsets within are in `onsets`.
    ///   - initial: What is observed at the beginning of the span.
    ///   - onsets: In order.
    public static func timeZone(
        id: String, span: Range<Int64>, initial: Observance, onsets: [Onset]
    ) -> Component {
        let series = series(initial: initial, onsets: onsets)
        // The beginning of the span needs an onset, too: that of the year before, if a rule gives it.
        let reaching = series.firstIndex { $0.reaches(initial, at: span.lowerBound) }
        var components = series.enumerated().map { index, series in
            series.component(span: span, fromEarlier: index == reaching)
        }
        if reaching == nil {
            // A zone that does not change is on standard time, whatever it is called.
            let isDaylight = onsets.first.map {
                initial.isDaylightSaving != isDaylightSavingBehind(initial, $0.observance)
            }
            let first = Self.initial(initial.rounded, isDaylight: isDaylight ?? false, start: span.lowerBound)
            components.insert(first, at: 0)
        }
        return Component(.timeZone, properties: [Property(.tzid, text: id)], components: components)
    }

    /// Where daylight saving time is behind standard time, as in Europe/Dublin, the two are written the other way
    /// round: clients expect DAYLIGHT to be ahead.
    private static func series(initial: Observance, onsets: [Onset]) -> [OnsetSeries] {
        var all: [OnsetSeries] = []
        var before = initial
        var isBehind = onsets.first.map { isDaylightSavingBehind(initial, $0.observance) } ?? false
        for onset in onsets {
            let after = onset.observance
            if after.isDaylightSaving, !before.isDaylightSaving {
                isBehind = isDaylightSavingBehind(before, after)
            }
            let isDaylight =
                after.isDaylightSaving ? !isBehind : isBehind && isDaylightSavingBehind(before, after)
            if let single = OnsetSeries(onset, before: before, isDaylight: isDaylight) {
                add(single, to: &all)
            }
            before = after
        }
        return all
    }

    /// Whether one is daylight saving time, the other is not, and is ahead.
    private static func isDaylightSavingBehind(_ one: Observance, _ other: Observance) -> Bool {
        one.isDaylightSaving != other.isDaylightSaving
            && (one.isDaylightSaving ? one.offset < other.offset : other.offset < one.offset)
    }

    /// To the series that it goes on with, or as a new one.
    private static func add(_ single: OnsetSeries, to all: inout [OnsetSeries]) {
        for index in all.indices.reversed() where all[index].append(single) {
            return
        }
        all.append(single)
    }

    /// What is observed from the first, since 1970 or the beginning of the span.
    private static func initial(_ observance: Observance, isDaylight: Bool, start: Int64) -> Component {
        let local = CivilDateTime(secondsSinceEpoch: min(max(start, -1 << 40) + Int64(observance.offset), 0))
        return Component(
            isDaylight ? .daylight : .standard,
            properties: [
                Property(.tzoffsetfrom, value: OnsetSeries.offset(observance.offset)),
                Property(.tzoffsetto, value: OnsetSeries.offset(observance.offset)),
                Property(.tzname, text: observance.name),
                Property(.dtstart, value: local?.basic ?? "00010101T000000"),
            ]
        )
    }
}
