internal import ICalendar
internal import TimeZoneDatabase

/// The limits that a draft keeps, in bytes of UTF-8 and in items (Documentation/Changes.md).
package enum Limit {
    static let uid = 255
    static let title = 500
    static let longText = 20_000
    static let reason = 2_000
    static let string = 500
    package static let token = 32
    static let items = 100
    /// Changes of one entry.
    package static let changes = 1_000
}

extension Change {
    /// Checks what a draft says beyond its form: lengths, country codes, zones, rules. A replay does not: what was
    /// taken once stays taken, whatever the zone database says today.
    func validate(zones: TimeZoneDatabase) throws(FieldFault) {
        guard (1...Limit.uid).contains(event.utf8.count), event.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw FieldFault(
                event.utf8.count > Limit.uid ? .tooLong : .invalidValue,
                "expected 1 to \(Limit.uid) printable ASCII characters without spaces", at: ["event"])
        }
        try check(reason, Limit.reason, "reason")
        if let source { try source.validate() }
        switch fact {
        case .scheduled(let event):
            try EventFields(event).validate(zones: zones)
        case .revised(let set, _, let occurrence):
            if occurrence != nil,
                let field = set.kind.map({ _ in "kind" }) ?? set.classification.map({ _ in "classification" })
            {
                throw FieldFault(.invalidValue, "all occurrences of an event share this", at: ["set", field])
            }
            if set.when != nil {
                throw FieldFault(.unknownField, "a new date is \"rescheduled\", not \"revised\"", at: ["set", "when"])
            }
            do throws(FieldFault) { try set.validate(zones: zones) } catch { throw error.inside("set") }
        case .rescheduled(let when, let occurrence):
            do throws(FieldFault) {
                try when.validate(zones: zones)
                if occurrence != nil, !when.isDated || when.repetition != nil {
                    throw FieldFault(.invalidValue, "one occurrence moves to one date, which does not repeat")
                }
            } catch { throw error.inside("when") }
        case .concluded(let outcome):
            try check(outcome.text, Limit.longText, "outcome")
            try check(outcome.links)
        case .cancelled, .reinstated, .withdrawn, .reminded: break
        }
    }
}

extension EventFields {
    fileprivate func validate(zones: TimeZoneDatabase) throws(FieldFault) {
        try check(title, Limit.title, "title")
        if let title, title.texts.allSatisfy(\.isEmpty) {
            throw FieldFault(.invalidValue, "a title says something", at: ["title"])
        }
        try check(description, Limit.longText, "description")
        try check(token: kind, "kind")
        if let when { do throws(FieldFault) { try when.validate(zones: zones) } catch { throw error.inside("when") } }
        if let place {
            do throws(FieldFault) { try place.validate(zones: zones) } catch { throw error.inside("place") }
        }
        try check(parties, "parties") { (party) throws(FieldFault) in try check(party: party) }
        try check(participants, "participants") { (participant) throws(FieldFault) in
            try check(participant.name, Limit.string, "name")
            try check(participant.role, Limit.string, "role")
            if let party = participant.party {
                do throws(FieldFault) { try check(party: party) } catch { throw error.inside("party") }
            }
            try check(token: participant.part, "part")
        }
        try check(categories, "categories") { (category) throws(FieldFault) in try check(category, Limit.string) }
        try check(links ?? [])
        try check(related, "related") { (relation) throws(FieldFault) in try check(relation.uid, Limit.uid, "uid") }
        try check(reminders, "reminders") { (_) throws(FieldFault) in }
    }
}

extension When {
    fileprivate func validate(zones: TimeZoneDatabase) throws(FieldFault) {
        if case .times(let start, let end?, let zone) = form {
            try check(zone: zone, zones)
            // On the clock the end may come later and yet be earlier: where clocks skip an hour.
            if let rules = try? zones.zone(zone),
                rules.resolve(local: start.secondsSinceEpoch).utc > rules.resolve(local: end.secondsSinceEpoch).utc
            {
                throw FieldFault(
                    .endBeforeStart, "clocks skip an hour here: the end lies before the start", at: ["end"])
            }
        } else if let zone {
            try check(zone: zone, zones)
        }
        if case .days(_, let last) = form, last.advanced(byDays: 1) == nil {
            throw FieldFault(.invalidValue, "expected a day before the last one of the year 9999", at: ["until"])
        }
        guard let repetition else { return }
        if let rule = repetition.rule {
            do throws(RecurrenceRuleError) {
                _ = try RecurrenceRule(rule)
            } catch {
                throw FieldFault(.invalidRule, "not a recurrence rule (RFC 5545, 3.3.10): \(error)", at: ["repeat"])
            }
            let until = rule.uppercased().split(separator: ";").first { $0.hasPrefix("UNTIL=") }?.dropFirst(6)
            guard until.map({ isAllDay ? !$0.contains("T") : $0.hasSuffix("Z") }) ?? true else {
                throw FieldFault(
                    .invalidRule,
                    "expected UNTIL as \(isAllDay ? "a date, as the start is" : "a time in UTC (20250414T090000Z)")",
                    at: ["repeat"])
            }
        }
        try check(repetition.except, "except") { (_) throws(FieldFault) in }
        try check(repetition.also, "also") { (_) throws(FieldFault) in }
    }
}

extension Place {
    fileprivate func validate(zones: TimeZoneDatabase) throws(FieldFault) {
        try check(name, Limit.string, "name")
        try check(city, Limit.string, "city")
        if let country, !Country.isCode(country) {
            throw FieldFault(
                .invalidCountry, "expected an ISO 3166-1 alpha-2 code (\"JP\"), not \"\(country.prefix(40))\"",
                at: ["country"])
        }
        if let zone { try check(zone: zone, zones) }
        try check(geo, Limit.string, "geo")
        if geo != nil, coordinates == nil {
            throw FieldFault(.invalidValue, "expected a geo URI (\"geo:34.65,135.385\")", at: ["geo"])
        }
    }
}

extension Source {
    fileprivate func validate() throws(FieldFault) {
        do throws(FieldFault) {
            guard title != nil || publisher != nil || date != nil || link != nil else {
                throw FieldFault(.missingField, "a source has a title, a publisher, a date or a link")
            }
            try check(title, Limit.string, "title")
            try check(publisher, Limit.string, "publisher")
            try check(address: link, "link")
        } catch { throw error.inside("source") }
    }
}

// MARK: Checks of one value

private func check(_ text: String, _ limit: Int) throws(FieldFault) {
    guard text.utf8.count <= limit else {
        throw FieldFault(.tooLong, "expected \(limit) bytes of UTF-8 at most, not \(text.utf8.count)")
    }
}

private func check(_ text: String?, _ limit: Int, _ name: String) throws(FieldFault) {
    guard let text else { return }
    do throws(FieldFault) { try check(text, limit) } catch { throw error.inside(name) }
}

private func check(_ text: LocalizedText?, _ limit: Int, _ name: String) throws(FieldFault) {
    guard let text else { return }
    for one in text.texts { try check(one, limit, name) }
    guard case .tagged(let all) = text else { return }
    guard (1...Limit.items).contains(all.count) else {
        throw FieldFault(all.isEmpty ? .missingField : .tooLong, "expected texts by language tag", at: [name])
    }
    for one in all {
        let isTag =
            (2...35).contains(one.language.utf8.count)
            && one.language.split(separator: "-", omittingEmptySubsequences: false).allSatisfy { subtag in
                (1...8).contains(subtag.utf8.count) && subtag.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
            }
        guard isTag else {
            throw FieldFault(
                .invalidValue, "expected a language tag (\"en\", \"zh-Hant\"), not \"\(one.language.prefix(40))\"",
                at: [name])
        }
    }
}

private func check<Item>(
    _ items: [Item]?, _ name: String, _ check: (Item) throws(FieldFault) -> Void
) throws(FieldFault) {
    guard let items else { return }
    guard items.count <= Limit.items else {
        throw FieldFault(.tooLong, "expected \(Limit.items) items at most, not \(items.count)", at: [name])
    }
    for (index, item) in items.enumerated() {
        do throws(FieldFault) { try check(item) } catch { throw error.inside(String(index)).inside(name) }
    }
}

private func check(_ links: [Link]) throws(FieldFault) {
    try check(links, "links") { (link) throws(FieldFault) in
        try check(address: link.href, "href")
        try check(link.title, Limit.string, "title")
    }
}

private func check(address: String?, _ name: String) throws(FieldFault) {
    guard let address else { return }
    try check(address, Limit.reason, name)
    let isAddress =
        (address.hasPrefix("https://") || address.hasPrefix("http://"))
        && address.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "<") }
    guard isAddress else {
        throw FieldFault(
            .invalidValue, "expected an http or https address in ASCII, not \"\(address.prefix(80))\"", at: [name])
    }
}

/// Whether a word can be that of a kind or a part: lower-case letters, digits and hyphens, not too many.
package func isToken(_ text: String) -> Bool {
    (1...Limit.token).contains(text.utf8.count)
        && text.utf8.allSatisfy { $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
}

private func check(token: String?, _ name: String) throws(FieldFault) {
    guard let token else { return }
    guard isToken(token) else {
        throw FieldFault(
            .invalidValue,
            "expected \(Limit.token) lower-case letters, digits and hyphens at most, not \"\(token.prefix(40))\"",
            at: [name])
    }
}

private func check(party: String) throws(FieldFault) {
    try check(party, Limit.string)
    guard !party.isEmpty else { throw FieldFault(.invalidValue, "expected a country code or an organisation's name") }
    let isTwoLetters = party.utf8.count == 2 && party.utf8.allSatisfy { (0x41...0x5A).contains($0 & 0xDF) }
    guard !isTwoLetters || Country.isCode(party) else {
        throw FieldFault(
            .invalidCountry,
            "expected an ISO 3166-1 alpha-2 code (\"TM\"), not \"\(party)\"; two letters are always a code")
    }
}

private func check(zone: String, _ zones: TimeZoneDatabase) throws(FieldFault) {
    do throws(TimeZoneDatabaseError) {
        _ = try zones.zone(zone)
    } catch {
        throw FieldFault(.unknownZone, "the system has no time zone \"\(zone.prefix(80))\"", at: ["zone"])
    }
}
