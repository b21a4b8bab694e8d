extension ExpectedReminders {
    /// What people are told of what became of what they believed.
    mutating func tellNotices(_ event: ModelEvent, _ beliefs: inout [Int64: Belief], at now: Int64) {
        var told: Set<String> = []
        let starts = Set(event.starts(until: GeneratedCalendar.end + 400 * 86_400, in: zones))
        for (occurrence, belief) in beliefs.sorted(by: {
            ($0.value.form.start ?? 0, $0.key) < ($1.value.form.start ?? 0, $1.key)
        }) {
            guard let was = belief.form.start else { continue }
            let zone = belief.form.zone ?? event.placeZone ?? GeneratedCalendar.zone
            if belief.state == "on", instant(was, zone) <= now { continue }
            var key = occurrence
            if event.repetition != nil, !starts.contains(key) { key = was }
            if event.repetition == nil { key = event.form.start ?? 0 }
            let isThere =
                event.repetition == nil || starts.contains(key) && belief.form.isDays == event.form.isDays
                || starts.contains(occurrence)
            var kind: String
            let form = event.form(at: key)
            if event.state == "withdrawn" || event.state == "cancelled" {
                kind = event.state
            } else if event.form.start == nil {
                kind = "undated"
            } else if !isThere {
                kind = "dropped"
            } else {
                kind = event.cancelled.contains(key) ? "cancelled" : "on"
            }
            if kind == "on" {
                let begins = instant(form.start ?? 0, form.zone ?? event.placeZone ?? GeneratedCalendar.zone)
                if belief.state != "on" {
                    if begins <= now { continue }
                    kind = belief.state == "cancelled" ? "reinstated" : "rescheduled"
                } else {
                    let isSame = form.start == was && form.zone == belief.form.zone && form.isDays == belief.form.isDays
                    let isSameInstant = !form.isDays && !belief.form.isDays && begins == instant(was, zone)
                    if isSame || isSameInstant { continue }
                    kind = "rescheduled"
                }
            } else if belief.state == "cancelled"
                || belief.state == "undated" && (kind == "undated" || kind == "dropped")
            {
                continue
            }
            switch kind {
            case "withdrawn", "dropped": beliefs[occurrence] = nil
            case "cancelled", "undated": beliefs[occurrence]?.state = kind
            default: beliefs[occurrence] = Belief(form: form)
            }
            // One notice stands for all, but where each has another date.
            if kind != "rescheduled", !told.insert(kind).inserted { continue }
            let text = event.text(was, isDays: belief.form.isDays) + (belief.form.zone.map { "@\($0)" } ?? "")
            all.append(Told(time: now, id: "\(event.uid)/\(kind)/\(text)", result: "notice"))
        }
    }
}
