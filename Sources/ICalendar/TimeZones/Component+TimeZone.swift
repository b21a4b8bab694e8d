public import TimeZoneDatabase

extension Component {
    /// The VTIMEZONE (RFC 5545, section 3.6.5) of a zone for times within `span`; its TZID is the zone's name.
    ///
    /// Onsets that come back year after year are one STANDARD or DAYLIGHT with a yearly rule, which is what all
    /// clients understand; Outlook ignores lists of dates. Those that fit no rule are one each. A rule ends where
    /// the onsets end, and goes on for ever if the next would be past the span: so let the span end a few years after
    /// the last time that matters. Offsets are rounded to whole minutes.
    ///
    /// - Parameter span: Instants in seconds since 1970-01-01T00:00Z; the years 1 to 9999 are looked at.
    public static func timeZone(_ zone: Zone, span: Range<Int64>) -> Component {
        let span = span.clamped(to: Self.writable)
        let initial = zone.offset(atUTC: span.lowerBound)
        let transitions = zone.transitions(in: span).filter { $0.utc > span.lowerBound }
        let series = series(transitions)
        // The beginning of the span needs an onset, too: that of the year before, if a rule gives it.
        let reaching = series.firstIndex { $0.reaches(initial, at: span.lowerBound) }
        var components = series.enumerated().flatMap { index, series in
            series.components(span: span, fromEarlier: index == reaching)
        }
        if reaching == nil {
            // A zone that does not change is on standard time, whatever it is called.
            let isDaylight = transitions.first.map {
                initial.isDaylightSaving != isDaylightSavingBehind(initial, $0.after)
            }
            let first = Self.initial(initial, isDaylight: isDaylight ?? false, start: span.lowerBound)
            components.insert(first, at: 0)
        }
        return Component(.timeZone, properties: [Property(.tzid, text: zone.name)], components: components)
    }

    /// A day from either end, every instant has a local time.
    private static let writable =
        CivilDateTime.validSeconds.lowerBound + CivilDateTime.secondsPerDay..<CivilDateTime.validSeconds.upperBound
        - CivilDateTime.secondsPerDay

    /// Where daylight saving time is behind standard time, as in Europe/Dublin, the two are written the other way
    /// round: clients expect DAYLIGHT to be ahead.
    private static func series(_ transitions: [Zone.Transition]) -> [OnsetSeries] {
        var all: [OnsetSeries] = []
        var isBehind = transitions.first.map { isDaylightSavingBehind($0.before, $0.after) } ?? false
        for transition in transitions {
            let (before, after) = (transition.before, transition.after)
            if after.isDaylightSaving, !before.isDaylightSaving {
                isBehind = isDaylightSavingBehind(before, after)
            }
            let isDaylight =
                after.isDaylightSaving ? !isBehind : isBehind && isDaylightSavingBehind(before, after)
            add(OnsetSeries(transition, isDaylight: isDaylight), to: &all)
        }
        return all
    }

    /// Whether one is daylight saving time, the other is not, and is ahead.
    private static func isDaylightSavingBehind(_ one: Zone.Offset, _ other: Zone.Offset) -> Bool {
        one.isDaylightSaving != other.isDaylightSaving
            && (one.isDaylightSaving ? one.seconds < other.seconds : other.seconds < one.seconds)
    }

    /// To the series that it goes on with, or as a new one.
    private static func add(_ single: OnsetSeries, to all: inout [OnsetSeries]) {
        for index in all.indices.reversed() where all[index].append(single) {
            return
        }
        all.append(single)
    }

    /// What is observed from the first, since 1970 or the beginning of the span.
    private static func initial(_ offset: Zone.Offset, isDaylight: Bool, start: Int64) -> Component {
        let seconds = offset.wholeMinutes
        let first = CivilDateTime(validSeconds: min(start + Int64(seconds), 0))
        return observance(isDaylight: isDaylight, from: seconds, to: seconds, name: offset.abbreviation, first: first)
    }

    /// A STANDARD or DAYLIGHT without a rule. Offsets are in seconds.
    static func observance(
        isDaylight: Bool, from: Int, to: Int, name: String, first: CivilDateTime
    ) -> Component {
        Component(
            isDaylight ? .daylight : .standard,
            properties: [
                Property(.tzoffsetfrom, values: [.utcOffset(from)]),
                Property(.tzoffsetto, values: [.utcOffset(to)]),
                Property(.tzname, text: name),
                Property(.dtstart, values: [.dateTime(first, isUTC: false)]),
            ]
        )
    }
}

extension Zone.Offset {
    /// In seconds, rounded to whole minutes, as clients expect them: only some offsets before 1972 had seconds. Less
    /// than a day either way (RFC 5545, section 3.3.14).
    var wholeMinutes: Int {
        // Above zero, a quotient is rounded down.
        let minutes = (seconds + 30 + 48 * 3600) / 60 - 48 * 60
        return min(max(minutes, 1 - 24 * 60), 24 * 60 - 1) * 60
    }
}
